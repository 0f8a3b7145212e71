// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "archive/reader.hpp"
#include "archive/unpacker.hpp"
#include "core/error.hpp"
#include "support/archive_fixture.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using namespace rpmworks::archive;
using rpmworks::test::TarFixture;

namespace {

// Everything of a tar archive below `root`, in order.
void unpack(const fs::path& work, const TarFixture& tar, const fs::path& root) {
  test::write_bytes(work / "a.tar", tar.bytes());
  make_folders(root);
  Reader reader(work / "a.tar");
  with_own_umask([&](const OwnUmask& own) {
    Unpacker unpacker(root, own);
    while (const auto member = reader.next()) unpacker.write(*member, reader);
    unpacker.finish();
  });
}

}  // namespace

TEST_CASE("members are read with their metadata") {
  const TempDir work(fs::temp_directory_path(), "archive-");
  TarFixture tar;
  tar.folder("d/", 0700).file("d/f", "text", 04755, "shadow").symlink("l", "d/f").hardlink("h", "d/f");
  test::write_bytes(work.path() / "a.tar", tar.bytes());
  Reader reader(work.path() / "a.tar");
  CHECK(reader.next()->kind == Member::Kind::folder);
  const auto file = reader.next();
  CHECK(file->path == "d/f");
  CHECK(file->mode == 04755);
  CHECK(file->group == "shadow");
  CHECK(file->mtime == TarFixture::k_mtime);
  CHECK(reader.read_all(4) == "text");
  const auto symlink = reader.next();
  CHECK(symlink->kind == Member::Kind::symlink);
  CHECK(symlink->target == "d/f");
  CHECK(reader.next()->kind == Member::Kind::hardlink);
  CHECK_FALSE(reader.next());
}

TEST_CASE("messages use the given name of the archive, and only the requested formats are read") {
  const TempDir work(fs::temp_directory_path(), "archive-");
  // A zip archive of an empty file "f": its local header, its entry in the directory, and the end record.
  const std::string local =
      std::string("PK\3\4\12\0", 6) + std::string(20, '\0') + std::string("\1\0\0\0f", 5);
  const std::string entry = std::string("PK\1\2\12\0\12\0", 8) + std::string(20, '\0') +
                            std::string("\1\0", 2) + std::string(16, '\0') + "f";
  const std::string end = std::string("PK\5\6\0\0\0\0\1\0\1\0", 12) + static_cast<char>(entry.size()) +
                          std::string(3, '\0') + static_cast<char>(local.size()) + std::string(5, '\0');
  test::write_bytes(work.path() / "a.tar", local + entry + end);
  CHECK(test::error_of(ExitCode::invalid, [&] { Reader(work.path() / "a.tar", "sources.tar").next(); }) ==
        "error: sources.tar is damaged: Unrecognized archive format\n");
  CHECK(Reader(work.path() / "a.tar", "sources.tar", Reader::Formats::tar_and_zip).next()->path == "f");
  // Formats for which libarchive would start a program of this machine.
  for (const std::string& magic : {std::string("LRZI\0\6", 6), std::string("\x89LZO\0\r\n\x1a\n", 9),
                                   std::string("GRZipII\0\2\4:)", 12)}) {
    test::write_bytes(work.path() / "a.tar", magic + std::string(1000, '\0'));
    CHECK(test::error_of(ExitCode::invalid, [&] { Reader(work.path() / "a.tar", "sources.tar").next(); }) ==
          "error: sources.tar is damaged: Unrecognized archive format\n");
  }
}

TEST_CASE("the contents of an archive are limited") {
  const TempDir work(fs::temp_directory_path(), "archive-");
  test::write_bytes(work.path() / "a.tar", TarFixture().file("big", std::string(5000, 'x')).bytes());
  Reader reader(work.path() / "a.tar", "a.tar");
  reader.limit_content(2048);
  reader.next();
  CHECK(test::error_of(ExitCode::invalid, [&] {
          while (reader.next_piece()) {
          }
        }) == "error: a.tar contains more than 2.0 KiB\n");
}

TEST_CASE("an archive within an archive is read without being unpacked") {
  const TempDir work(fs::temp_directory_path(), "archive-");
  const std::string big(1'000'000, 'x');
  test::write_bytes(work.path() / "a.ar",
                    test::ar_bytes({{"one.tar", TarFixture().file("big", big).bytes()}, {"two", "after"}}));
  Reader outer(work.path() / "a.ar");
  CHECK(outer.next()->path == "one.tar");
  {
    Reader inner(outer);
    CHECK(inner.next()->path == "big");
    CHECK(inner.read_all(big.size()) == big);
  }
  CHECK(outer.next()->path == "two");
  CHECK(outer.read_all(100) == "after");
}

TEST_CASE("a member larger than the limit is refused") {
  const TempDir work(fs::temp_directory_path(), "archive-");
  test::write_bytes(work.path() / "a.tar", TarFixture().file("f", "12345").bytes());
  Reader reader(work.path() / "a.tar");
  reader.next();
  CHECK_THROWS_WITH_AS(reader.read_all(4), doctest::Contains("more than 4 bytes"), Error);
}

TEST_CASE("errors about damage name the archive") {
  const TempDir work(fs::temp_directory_path(), "archive-");
  const fs::path file = work.path() / "a.tar";
  test::write_bytes(file, TarFixture().file("f", std::string(5000, 'x')).bytes().substr(0, 3000));
  Reader reader(file);
  reader.next();
  CHECK_THROWS_WITH_AS(reader.read_all(10000), doctest::Contains(file.c_str()), Error);
  test::write_bytes(file, "this is no archive at all, whatever its name may say of it");
  CHECK_THROWS_AS(
      [&] {
        Reader other(file);
        other.next();
      }(),
      Error);
  CHECK_THROWS_AS(Reader(work.path() / "missing"), Error);
}

TEST_CASE("unpacked files have their content, times and ordinary permissions") {
  const TempDir work(fs::temp_directory_path(), "archive-");
  const fs::path root = work.path() / "root";
  unpack(work.path(),
         TarFixture()
             .folder("d/")
             .file("d/f", "text", 06755)
             .symlink("d/l", "f")
             .hardlink("d/h", "d/f")
             .file("d/f2", ""),
         root);
  CHECK(read_file(root / "d/f") == "text");
  CHECK((fs::status(root / "d/f").permissions() & fs::perms(07777)) == fs::perms(0755));
  CHECK(fs::read_symlink(root / "d/l") == "f");
  CHECK(fs::hard_link_count(root / "d/f") == 2);
  const auto age = fs::last_write_time(root / "d") - fs::last_write_time(root / "d/f");
  CHECK(age == fs::file_time_type::duration::zero());
}

TEST_CASE("files that other threads create meanwhile keep the process's umask") {
  const TempDir work(fs::temp_directory_path(), "archive-");
  TarFixture tar;
  for (int i = 0; i < 3000; ++i) tar.file("f" + std::to_string(i), "");
  std::atomic<bool> ends{false};
  size_t made = 0;
  size_t open_to_all = 0;
  std::jthread making([&] {
    const fs::path file = work.path() / "made";
    while (!ends || made < 100) {
      const FileDescriptor fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
      struct stat info {};
      ::fstat(fd.get(), &info);
      if (info.st_mode & 022U) ++open_to_all;
      ::unlink(file.c_str());
      ++made;
    }
  });
  unpack(work.path(), tar, work.path() / "root");
  ends = true;
  making.join();
  CHECK(open_to_all == 0);
}

TEST_CASE("a file replaces a link of the same name, not the link's target") {
  const TempDir work(fs::temp_directory_path(), "archive-");
  test::write_bytes(work.path() / "outside", "kept");
  unpack(work.path(), TarFixture().symlink("f", (work.path() / "outside").string()).file("f", "new"),
         work.path() / "root");
  CHECK(read_file(work.path() / "outside") == "kept");
  CHECK(read_file(work.path() / "root/f") == "new");
}

TEST_CASE("nothing is written outside the root") {
  const TempDir work(fs::temp_directory_path(), "archive-");
  const fs::path outside = work.path() / "outside";
  make_folders(outside);
  const fs::path root = work.path() / "root";
  SUBCASE("by a path with ..") {
    CHECK_THROWS_AS(unpack(work.path(), TarFixture().file("../outside/f", "x"), root), Error);
  }
  SUBCASE("by .. in the middle") {
    CHECK_THROWS_AS(unpack(work.path(), TarFixture().file("a/../../outside/f", "x"), root), Error);
  }
  SUBCASE("through a link") {
    CHECK_THROWS_AS(unpack(work.path(), TarFixture().symlink("l", outside.string()).file("l/f", "x"), root),
                    Error);
  }
  SUBCASE("through a relative link") {
    CHECK_THROWS_AS(unpack(work.path(), TarFixture().symlink("l", "../outside").file("l/f", "x"), root),
                    Error);
  }
  SUBCASE("by a hard link") {
    test::write_bytes(outside / "secret", "s");
    CHECK_THROWS_AS(unpack(work.path(), TarFixture().hardlink("h", "../outside/secret"), root), Error);
  }
  SUBCASE("by a hard link through a link") {
    test::write_bytes(outside / "secret", "s");
    CHECK_THROWS_AS(
        unpack(work.path(), TarFixture().symlink("l", outside.string()).hardlink("h", "l/secret"), root),
        Error);
  }
  CHECK_FALSE(fs::exists(outside / "f"));
  CHECK_FALSE(fs::exists(root / "h"));
}

TEST_CASE("an absolute path is relative to the root") {
  const TempDir work(fs::temp_directory_path(), "archive-");
  unpack(work.path(), TarFixture().file("/etc/f", "x"), work.path() / "root");
  CHECK(read_file(work.path() / "root/etc/f") == "x");
}

TEST_CASE("devices are refused") {
  const TempDir work(fs::temp_directory_path(), "archive-");
  CHECK_THROWS_WITH_AS(unpack(work.path(), TarFixture().device("null"), work.path() / "root"),
                       doctest::Contains("is not a file, folder or link"), Error);
}
