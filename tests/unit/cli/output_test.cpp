// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/json.hpp"
#include "sinks.hpp"
#include "store/known_copy.hpp"

using namespace rpmworks;
using namespace rpmworks::cli;

TEST_CASE("a table is as wide as its contents") {
  Table table({"name", "size"});
  table.right(1);
  table.add({"a", "1 B"});
  table.add({"größer", "1.5 KiB"});
  table.add({"bare", ""});
  CHECK(table.str() ==
        "name       size\n"
        "a           1 B\n"
        "größer  1.5 KiB\n"
        "bare\n");
}

TEST_CASE("untrusted text cannot move the cursor") {
  CHECK(harmless("plain\ttext, größer\n") == "plain\ttext, größer\n");
  CHECK(harmless("\033[31mred\007\r\b\x7f") == "?[31mred????");
  CHECK(harmless("\xc2\x9b"
                 "31m") == "?31m");
  Table table({"\033[2J"});
  CHECK(table.str() == "?[2J\n");
}

TEST_CASE("an error is also an event of one line") {
  const Error error = Error(ExitCode::invalid, "unknown key\n'targts'")
                          .at({.file = "repos.yaml", .line = 3, .column = 1, .text = "targts: {}"})
                          .note("a\xff")
                          .hint("did you mean 'targets'?");
  CHECK(
      error_event(error) ==
      R"({"event":"error","code":3,"message":"unknown key\n'targts'","file":"repos.yaml","line":3,"column":1,)"
      "\"notes\":[\"a\xef\xbf\xbd\"],\"hint\":\"did you mean 'targets'?\"}\n");
}

TEST_CASE("events are lines, as many as requested") {
  const Event end{.kind = Event::Kind::end,
                  .id = 1,
                  .verb = "building",
                  .subject = "greet\033c",
                  .elapsed = std::chrono::milliseconds(240),
                  .result = "3 packages"};
  CHECK(line_of(end, Detail::normal) == "building greet?c  0.24 s  3 packages");
  CHECK(line_of(end, Detail::quiet).empty());
  Event failed = end;
  failed.kind = Event::Kind::fail;
  failed.result.clear();
  CHECK(line_of(failed, Detail::normal) == "building greet?c: failed  0.24 s");
  const Event warning{.kind = Event::Kind::warning, .subject = "look"};
  for (const Detail detail : {Detail::quiet, Detail::normal, Detail::verbose})
    CHECK(line_of(warning, detail) == "warning: look");
  const Event fine{.kind = Event::Kind::detail, .subject = "why"};
  CHECK(line_of(fine, Detail::normal).empty());
  CHECK(line_of(fine, Detail::verbose) == "why");
  CHECK(line_of({.kind = Event::Kind::progress, .verb = "building"}, Detail::verbose).empty());
}

TEST_CASE("an error is JSON for machines") {
  Error error = Error(ExitCode::trust, "unsigned")
                    .at({.file = "repos.yaml", .line = 3, .column = 4, .text = "x"})
                    .note("one")
                    .hint("sign it");
  error.during("building greet");
  CHECK(error_json(error).dump() ==
        R"({"error":{"code":6,"message":"unsigned","file":"repos.yaml","line":3,"column":4,)"
        R"("notes":["one"],"trail":["building greet"],"hint":"sign it"}})");
  CHECK(error_json(Error(ExitCode::failed, "x")).dump() == R"({"error":{"code":1,"message":"x"}})");
}

TEST_CASE("a copy for the user is independent of the store") {
  const TempDir folder(fs::temp_directory_path(), "cli-");
  const fs::path from = folder.path() / "stored";
  write_file_atomically(from, "bytes", fs::perms(0444));
  write_copy(from, folder.path() / "copy");
  CHECK(read_file(folder.path() / "copy") == "bytes");
  CHECK_FALSE(fs::equivalent(from, folder.path() / "copy"));
  CHECK((fs::status(folder.path() / "copy").permissions() & fs::perms::owner_write) != fs::perms::none);
  CHECK_THROWS_AS(write_copy(folder.path() / "nothing", folder.path() / "copy"), Error);
  CHECK(read_file(folder.path() / "copy") == "bytes");
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 2);
}

TEST_CASE("a large copy of a store file is read only if it was changed") {
  const TempDir folder(fs::temp_directory_path(), "cli-");
  store::Store store(folder.path() / "store");
  const std::string bytes(3 << 20, 'x');
  const std::string digest = store.put_bytes(bytes);
  const fs::path copy = folder.path() / "copy";
  write_blob(store, digest, copy);
  for (int i = 0; i < 3; ++i) {  // written, read, remembered
    ::usleep(30000);
    const auto before = fs::last_write_time(copy);
    write_blob(store, digest, copy);
    CHECK(fs::last_write_time(copy) == before);
  }
  CHECK(store::KnownCopy(store, digest, copy).is_known());
  const auto time = fs::last_write_time(copy);
  std::string other = bytes;
  other[1 << 20] = 'y';
  write_all(open_for_writing(copy), other, copy);
  fs::last_write_time(copy, time);
  write_blob(store, digest, copy);
  CHECK(read_file(copy) == bytes);
  fs::remove(copy);
  write_blob(store, digest, copy);
  CHECK(read_file(copy) == bytes);
}

TEST_CASE("a copy with a default name replaces a link and does not change its target") {
  const TempDir folder(fs::temp_directory_path(), "cli-");
  const fs::path precious = folder.path() / "precious";
  write_file_atomically(precious, "dear");
  store::Store store(folder.path() / "store");
  const std::string digest = store.put_bytes("bytes");
  const fs::path to = folder.path() / "greet-1.0-1.src.rpm";
  for (const fs::path& target : {precious, folder.path() / "new", fs::path("/dev/full"), to})
    for (const bool of_store : {true, false}) {
      fs::remove(to);
      fs::create_symlink(target, to);
      if (of_store)
        write_blob(store, digest, to);
      else
        write_copy(store.blob(digest), to);
      CHECK(fs::is_regular_file(fs::symlink_status(to)));
      CHECK(read_file(to) == "bytes");
    }
  CHECK(read_file(precious) == "dear");
  CHECK_FALSE(fs::exists(folder.path() / "new"));
}

TEST_CASE("results are written to devices and FIFOs, and through links") {
  const TempDir folder(fs::temp_directory_path(), "cli-");
  const fs::path& top = folder.path();
  write_file_atomically(top / "from", "bytes");
  const auto both = [&](const fs::path& to) {
    write_result(to, "bytes");
    write_copy(top / "from", to);
  };

  const fs::path fifo = top / "fifo";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  const FileDescriptor reader(::open(fifo.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  both(fifo);
  CHECK(fs::is_fifo(fifo));
  char read[20] = {};
  CHECK(::read(reader.get(), read, sizeof read) == 10);
  CHECK(std::string(read) == "bytesbytes");

  fs::create_symlink("/dev/null", top / "null");
  write_result(top / "null", "bytes");
  fs::create_symlink("/dev/full", top / "full");
  CHECK_THROWS_AS(write_result(top / "full", "bytes"), Error);
  CHECK(fs::read_symlink(top / "null") == "/dev/null");
  CHECK(fs::is_character_file("/dev/full"));

  make_folders(top / "sub");
  write_file_atomically(top / "sub/old", "old");
  fs::create_symlink("sub/old", top / "to-old");
  fs::create_symlink("sub/new", top / "to-new");
  fs::create_symlink("to-new", top / "to-link");
  for (const char* const link : {"to-old", "to-link"}) {
    write_result(top / link, "bytes");
    CHECK(fs::is_symlink(top / link));
    CHECK(read_file(top / link) == "bytes");
  }
  CHECK(fs::is_regular_file(fs::symlink_status(top / "sub/new")));
  CHECK(fs::is_symlink(top / "to-new"));
  fs::create_symlink("circle", top / "circle");
  CHECK_THROWS_AS(write_result(top / "circle", "bytes"), Error);
  CHECK_THROWS_AS(write_result(top / "sub", "bytes"), Error);
}
