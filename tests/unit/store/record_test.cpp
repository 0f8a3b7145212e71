// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/record_kind.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "core/digest.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using store::Blobs;
using store::RecordKind;
using store::Store;

namespace {

struct Note {
  std::string text;
  std::string blob;
};

Json json_of_note(const Note& note) {
  return {{"text", note.text}, {"blob", note.blob}};
}

Note note_of_json(const Json& json) {
  if (json.at("text") == "refused") throw Error(ExitCode::invalid, "no note says that");
  return {.text = json.at("text"), .blob = json.at("blob")};
}

std::vector<std::string> blobs_of_note(const Note& note) {
  return {note.blob};
}

constexpr RecordKind<Note> k_notes{"note", 1, json_of_note, note_of_json, blobs_of_note};
constexpr RecordKind<Note> k_later_notes{"note", 2, json_of_note, note_of_json, blobs_of_note};

struct Fixture {
  TempDir folder{fs::temp_directory_path(), "record-"};
  Store store{folder.path() / "store"};
  std::string key = sha256("key");
  std::string blob = store.put_bytes("bytes");

  fs::path file() const { return store.folder() / "records/note" / key.substr(0, 2) / key.substr(2); }
};

}  // namespace

TEST_CASE("a record is read as it was written, by kind, version and key") {
  Fixture f;
  CHECK_FALSE(k_notes.find(f.store, f.key));
  k_notes.put(f.store, f.key, {"first", f.blob});
  k_notes.put(f.store, f.key, {"second", f.blob});
  CHECK(k_notes.find(f.store, f.key)->text == "second");
  CHECK_FALSE(k_notes.find(f.store, sha256("other")));
  CHECK_FALSE(k_later_notes.find(f.store, f.key));
  k_later_notes.put(f.store, f.key, {"later", f.blob});
  CHECK(k_notes.find(f.store, f.key)->text == "second");
  CHECK(k_later_notes.find(f.store, f.key)->text == "later");
  k_notes.remove(f.store, f.key);
  k_notes.remove(f.store, f.key);  // a missing record is not an error
  CHECK_FALSE(k_notes.find(f.store, f.key));
  CHECK(k_later_notes.find(f.store, f.key));
}

TEST_CASE("a damaged record counts as missing, and is replaced") {
  Fixture f;
  k_notes.put(f.store, f.key, {"text", f.blob});
  const std::string whole = read_file(f.file());
  for (const std::string& damaged :
       {std::string(), std::string("\0\0\0\0", 4), std::string("\xff\xfe junk"),
        whole.substr(0, whole.size() - 1), std::string("[]"), std::string("null"),
        std::string(R"({"text":1,"blob":"x"})"), std::string(R"({"text":"x"})"),
        std::string(R"({"text":"refused","blob":"x"})"), std::string(100000, '[')}) {
    CAPTURE(damaged);
    replace_file(f.file(), damaged);
    CHECK_FALSE(k_notes.find(f.store, f.key));
    CHECK_FALSE(k_notes.find(f.store, f.key, Blobs::present));
    k_notes.put(f.store, f.key, {"text", f.blob});
    CHECK(k_notes.find(f.store, f.key));
  }
  // A link or a folder with its name does not count either.
  write_new_file(f.folder.path() / "elsewhere", whole);
  fs::remove(f.file());
  fs::create_symlink(f.folder.path() / "elsewhere", f.file());
  CHECK_FALSE(k_notes.find(f.store, f.key));
  fs::remove(f.file());
  fs::create_directory(f.file());
  CHECK_FALSE(k_notes.find(f.store, f.key));
}

TEST_CASE("a record counts as missing if a blob that its reader needs is missing") {
  Fixture f;
  k_notes.put(f.store, f.key, {"text", f.blob});
  for (const Blobs need : {Blobs::present, Blobs::known_whole, Blobs::whole})
    CHECK(k_notes.find(f.store, f.key, need));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK(k_notes.find(f.store, f.key, Blobs::known_whole));
  // Like after a power cut: truncated.
  fs::permissions(f.store.blob(f.blob), fs::perms(0644));
  fs::resize_file(f.store.blob(f.blob), 3);
  CHECK(k_notes.find(f.store, f.key));
  CHECK(k_notes.find(f.store, f.key, Blobs::present));
  CHECK_FALSE(k_notes.find(f.store, f.key, Blobs::known_whole));
  CHECK_FALSE(k_notes.find(f.store, f.key, Blobs::whole));
  fs::remove(f.store.blob(f.blob));
  CHECK(k_notes.find(f.store, f.key));
  for (const Blobs need : {Blobs::present, Blobs::known_whole, Blobs::whole})
    CHECK_FALSE(k_notes.find(f.store, f.key, need));
}

TEST_CASE("a damaged blob is never used: it is removed, and made again by the next run") {
  Fixture f;
  CHECK(read_file(f.store.whole_blob(f.blob)) == "bytes");
  CHECK(f.store.copy_blob(f.blob, f.folder.path() / "copy"));
  CHECK(read_file(f.folder.path() / "copy") == "bytes");
  const fs::path place = f.store.blob(f.blob);
  fs::permissions(place, fs::perms(0644));
  write_file_atomically(place, "bytez");
  CHECK_FALSE(f.store.copy_blob(f.blob, f.folder.path() / "damaged"));
  CHECK_FALSE(fs::exists(f.folder.path() / "damaged"));
  const std::string text = test::error_of(ExitCode::failed, [&] { f.store.whole_blob(f.blob); });
  CHECK(test::says(text, f.blob + " in the store " + f.store.folder().string() + " is damaged"));
  CHECK(test::says(text, "it was removed"));
  CHECK(test::says(text, "hint: run again: it is made again"));
  CHECK_FALSE(f.store.has_blob(f.blob));
  CHECK_FALSE(f.store.copy_blob(f.blob, f.folder.path() / "missing"));
  f.store.put_bytes("bytes");
  CHECK_NOTHROW(f.store.whole_blob(f.blob));
}

TEST_CASE("files of the store are recognized by their names") {
  Fixture f;
  CHECK(f.store.digest_in_name(f.store.blob(f.blob)) == f.blob);
  CHECK_FALSE(f.store.digest_in_name(f.folder.path() / f.blob.substr(0, 2) / f.blob.substr(2)));
  CHECK_FALSE(f.store.digest_in_name(f.folder.path() / "none.rpm"));
  CHECK_FALSE(f.store.digest_in_name("none.rpm"));
}

TEST_CASE("the use of a record is noted once a day") {
  Fixture f;
  k_notes.put(f.store, f.key, {"text", f.blob});
  const auto now = fs::file_time_type::clock::now();
  fs::last_write_time(f.file(), now - std::chrono::hours(48));
  CHECK(k_notes.find(f.store, f.key));
  CHECK(fs::last_write_time(f.file()) > now - std::chrono::hours(1));
  const auto recent = now - std::chrono::hours(2);
  fs::last_write_time(f.file(), recent);
  CHECK(k_notes.find(f.store, f.key));
  CHECK(fs::last_write_time(f.file()) == recent);
}

TEST_CASE("a staged file leaves no trace unless it is stored") {
  Fixture f;
  const fs::path file = f.folder.path() / "file";
  write_new_file(file, "other bytes");
  {
    const store::StagedBlob staged = f.store.stage(file);
    CHECK(staged.sha256() == sha256("other bytes"));
    // Its digest is that of the copy, even if the file changes.
    write_file_atomically(file, "changed");
    CHECK(read_file(staged.file()) == "other bytes");
  }
  CHECK_FALSE(f.store.has_blob(sha256("other bytes")));
  CHECK(fs::is_empty(f.store.folder() / "tmp"));
  const std::string digest = f.store.put(f.store.stage(file));
  CHECK(digest == sha256("changed"));
  CHECK(f.store.has_whole_blob(digest));
  CHECK((fs::status(f.store.blob(digest)).permissions() & fs::perms::mask) == fs::perms(0444));
  CHECK(fs::is_empty(f.store.folder() / "tmp"));
}
