// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/collect.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <thread>

#include "core/digest.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using store::Kinds;
using store::RecordKind;
using store::Removal;
using store::Store;

namespace {

Json same(const std::string& blob) {
  return {{"blob", blob}};
}

std::string blob_of(const Json& json) {
  return json.at("blob");
}

std::vector<std::string> itself(const std::string& blob) {
  return {blob};
}

// Different bytes under the same key, like signatures.
Json of_text(const std::string& text) {
  return {{"text", text}};
}

std::string text_of_json(const Json& json) {
  return json.at("text");
}

constexpr RecordKind<std::string> k_first{"first", 1, same, blob_of, itself};
constexpr RecordKind<std::string> k_second{"second", 2, same, blob_of, itself};
constexpr RecordKind<std::string> k_old_second{"second", 1, same, blob_of, itself};
constexpr RecordKind<std::string> k_next_second{"second", 3, same, blob_of, itself};
constexpr RecordKind<std::string> k_texts{"first", 1, of_text, text_of_json};
const Kinds k_kinds = store::kinds_of(k_first, k_second, k_texts);

struct Fixture {
  TempDir folder{fs::temp_directory_path(), "collect-"};
  fs::path place = folder.path() / "store";

  // A collection requires that nobody uses the store.
  template <class Use>
  void with_store(Use use) const {
    Store store(place);
    use(store);
  }
  std::string put(const RecordKind<std::string>& kind, const std::string& bytes) const {
    Store store(place);
    std::string blob = store.put_bytes(bytes);
    kind.put(store, sha256(bytes), blob);
    return blob;
  }
  bool has(const std::string& blob) const { return Store(place).has_blob(blob); }
};

std::map<std::string, Removal::Why> names(const std::vector<Removal::Item>& items) {
  std::map<std::string, Removal::Why> found;
  for (const auto& item : items)
    found[item.file.parent_path().filename().string() + item.file.filename().string()] = item.why;
  return found;
}

}  // namespace

TEST_CASE("records and blobs are listed with their sizes and times") {
  const Fixture f;
  CHECK_NOTHROW(store::for_each_blob(f.place, [](const auto&) { FAIL("there is none"); }));
  const std::string one = f.put(k_first, "one");
  const std::string two = f.put(k_second, "three");
  // Neither a record nor a blob.
  f.with_store([](Store& store) {
    write_new_file(store.folder() / "blobs/README", "x");
    write_new_file(store.folder() / "records/first/README", "x");
  });
  std::map<std::string, uint64_t> blobs;
  const auto hour_ago = std::chrono::system_clock::now() - std::chrono::hours(1);
  store::for_each_blob(f.place, [&](const store::StoredBlob& blob) {
    blobs[blob.sha256] = blob.size;
    CHECK(blob.put > hour_ago);
  });
  CHECK(blobs == std::map<std::string, uint64_t>{{one, 3}, {two, 5}});
  std::map<std::string, std::string> records;
  store::for_each_record(f.place, [&](const store::StoredRecord& record) {
    records[record.folder] = record.key;
    CHECK(record.size > 64);
    CHECK(record.used > hour_ago);
  });
  CHECK(records ==
        std::map<std::string, std::string>{{"first", sha256("one")}, {"second@2", sha256("three")}});
}

TEST_CASE("a collection removes what no record refers to, and nothing else") {
  const Fixture f;
  const std::string one = f.put(k_first, "one");
  const std::string two = f.put(k_second, "two");
  std::string lost;
  std::string rooted;
  f.with_store([&](Store& store) {
    lost = store.put_bytes("lost");
    rooted = store.put_bytes("rooted");
    k_texts.put(store, sha256("text"), "a record without a blob");
  });
  CHECK(store::reachable(f.place, k_kinds) == std::set{one, two});
  const auto stays_alone = [&](const store::StoredBlob& blob) { return blob.sha256 == rooted; };
  {
    const Removal plan = store::plan_removal(f.place, k_kinds, {}, stays_alone);
    CHECK(plan.records.empty());
    CHECK(names(plan.blobs) == std::map{std::pair(lost, Removal::Why::unreferenced)});
    CHECK(plan.bytes() == 4);
    CHECK(fs::exists(plan.blobs[0].file));  // a plan alone removes nothing
    store::remove(plan);
  }
  CHECK_FALSE(f.has(lost));
  for (const auto& kept : {one, two, rooted}) CHECK(f.has(kept));
  f.with_store([&](Store& store) {
    CHECK(k_first.find(store, sha256("one"), store::Blobs::whole) == one);
    CHECK(k_second.find(store, sha256("two"), store::Blobs::whole) == two);
    CHECK(k_texts.find(store, sha256("text")));
  });
  CHECK(store::plan_removal(f.place, k_kinds, {}, stays_alone).bytes() == 0);
}

TEST_CASE("removed records are removed with their blobs, unless another record refers to these") {
  const Fixture f;
  const std::string one = f.put(k_first, "one");
  const std::string both = f.put(k_first, "both");
  f.with_store([&](Store& store) { k_second.put(store, sha256("other key"), both); });
  const auto stays = [](const store::StoredRecord& record) {
    return record.folder == "first" ? store::Stay::no : store::Stay::with_blobs;
  };
  CHECK(store::reachable(f.place, k_kinds, stays) == std::set{both});
  const Removal plan = store::plan_removal(f.place, k_kinds, stays);
  CHECK(names(plan.records) == std::map{std::pair(sha256("one"), Removal::Why::chosen),
                                        std::pair(sha256("both"), Removal::Why::chosen)});
  CHECK(names(plan.blobs) == std::map{std::pair(one, Removal::Why::unreferenced)});
}

TEST_CASE("a record that is kept without its blobs") {
  const Fixture f;
  const std::string one = f.put(k_first, "one");
  const std::string two = f.put(k_second, "two");
  const auto stays = [](const store::StoredRecord& record) {
    return record.folder == "first" ? store::Stay::without_blobs : store::Stay::with_blobs;
  };
  CHECK(store::reachable(f.place, k_kinds, stays) == std::set{two});
  const Removal plan = store::plan_removal(f.place, k_kinds, stays);
  CHECK(plan.records.empty());
  CHECK(names(plan.blobs) == std::map{std::pair(one, Removal::Why::unreferenced)});
}

TEST_CASE("a blob with further links") {
  const Fixture f;
  const std::string one = f.put(k_first, "one");
  fs::create_hard_link(f.place / "blobs" / one.substr(0, 2) / one.substr(2), f.folder.path() / "release");
  store::for_each_blob(f.place, [](const store::StoredBlob& blob) { CHECK(blob.links == 2); });
}

TEST_CASE(
    "damaged records and those of earlier versions are removed; those of another rpmworks stay with their "
    "blobs") {
  const Fixture f;
  const std::string old = f.put(k_old_second, "old");
  const std::string next = f.put(k_next_second, "next");
  const std::string damaged = f.put(k_first, "damaged");
  std::string unknown;
  std::string in_digits;
  f.with_store([&](Store& store) {
    store.put_record("first", sha256("damaged"), "{\"blob\":");
    unknown = store.put_bytes("unknown");
    store.put_record("invention", sha256("a"), "no JSON at all: <" + unknown + ">");
    in_digits = store.put_bytes("in digits");
    store.put_record("invention@7", sha256("b"), "\"abc" + in_digits + "0\"");
    store.put_record("second@x", sha256("c"), "{}");
  });
  const Removal plan = store::plan_removal(f.place, k_kinds);
  CHECK(names(plan.records) == std::map{std::pair(sha256("old"), Removal::Why::superseded),
                                        std::pair(sha256("damaged"), Removal::Why::unreadable)});
  CHECK(names(plan.blobs) ==
        std::map{std::pair(old, Removal::Why::unreferenced), std::pair(damaged, Removal::Why::unreferenced)});
  store::remove(plan);
  CHECK(store::text_of(plan.records[0].why).find("it is ") == 0);
}

TEST_CASE("a store in use is not collected, and a store is not used during a collection") {
  const Fixture f;
  const std::string one = f.put(k_first, "one");
  const std::string lost = [&] {
    std::string digest;
    f.with_store([&](Store& store) { digest = store.put_bytes("lost"); });
    return digest;
  }();
  int said[2];
  int told[2];
  REQUIRE(::pipe(said) == 0);
  REQUIRE(::pipe(told) == 0);
  // Started before anyone has the lock: a child would share its parent's.
  int go[2];
  REQUIRE(::pipe(go) == 0);
  const pid_t late = ::fork();
  REQUIRE(late >= 0);
  if (late == 0) {
    char byte = 0;
    if (::read(go[0], &byte, 1) != 1) ::_exit(2);
    const Store store(f.place, [&](const Error&) {
      if (::write(said[1], "w", 1) != 1) ::_exit(3);
    });
    ::_exit(store.has_blob(lost) || !store.has_blob(one) ? 1 : 0);
  }
  const pid_t reader = ::fork();
  REQUIRE(reader >= 0);
  if (reader == 0) {
    const Store store(f.place);
    bool is_there = store.has_blob(lost);
    char byte = 0;
    if (::write(said[1], "x", 1) != 1 || ::read(told[0], &byte, 1) != 1) ::_exit(1);
    is_there = is_there && store.has_whole_blob(lost);
    ::_exit(is_there ? 0 : 1);
  }
  char byte = 0;
  REQUIRE(::read(said[0], &byte, 1) == 1);
  const std::string text = test::error_of(ExitCode::locked, [&] { store::plan_removal(f.place, k_kinds); });
  CHECK(test::says(text, "another rpmworks is at work on the store " + f.place.string() + "\n"));
  // When the reader has ended, a plan is possible.
  int waited = 0;
  std::optional<Removal> plan = store::plan_removal(f.place, k_kinds, {}, {}, [&](const Error&) {
    ++waited;
    if (::write(told[1], "x", 1) != 1) FAIL("the reader is gone");
  });
  CHECK(waited == 1);
  int status = 0;
  REQUIRE(::waitpid(reader, &status, 0) == reader);
  CHECK(status == 0);
  CHECK(names(plan->blobs) == std::map{std::pair(lost, Removal::Why::unreferenced)});

  // While the plan exists, another process waits before it uses the store.
  REQUIRE(::write(go[1], "x", 1) == 1);
  REQUIRE(::read(said[0], &byte, 1) == 1);
  CHECK(byte == 'w');
  store::remove(*plan);
  plan.reset();
  REQUIRE(::waitpid(late, &status, 0) == late);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  for (const int fd : {said[0], said[1], told[0], told[1], go[0], go[1]}) ::close(fd);
}

TEST_CASE("a store that was never made, or that is a link, is not collected") {
  const Fixture f;
  CHECK(test::says(test::error_of(ExitCode::failed, [&] { store::plan_removal(f.place, k_kinds); }),
                   "there is no store " + f.place.string()));
  f.put(k_first, "one");
  make_folders(f.folder.path() / "precious");
  fs::create_directory_symlink(f.folder.path() / "precious", f.place / "blobs/00");
  CHECK(test::says(test::error_of(ExitCode::invalid, [&] { store::plan_removal(f.place, k_kinds); }),
                   "is a symbolic link"));
}
