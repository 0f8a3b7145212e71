// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/tarball.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "support/git_fixture.hpp"

using namespace rpmworks;
using archive::Compression;
using archive::TarWriter;
using test::GitFixture;

namespace {

// Checks that `tar` has the same bytes as git archive's; if not, says where they differ first.
std::string first_difference(const std::string& ours, const std::string& theirs) {
  if (ours == theirs) return "";
  size_t at = 0;
  while (at < ours.size() && at < theirs.size() && ours[at] == theirs[at]) ++at;
  const auto around = [&](const std::string& bytes) { return bytes.substr(at / 512 * 512, 110).c_str(); };
  return "differ at " + std::to_string(at) + " of " + std::to_string(ours.size()) + "/" +
         std::to_string(theirs.size()) + ": '" + around(ours) + "' and '" + around(theirs) + "'";
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("the stream is git archive's, byte by byte, for names of every length") {
  const TempDir folder(fs::temp_directory_path(), "tar-");
  const GitFixture repo(folder.path() / "repo");
  struct Member {
    std::string path;
    std::string content;
    char kind = 'f';
  };
  std::vector<Member> members = {{"empty", ""},
                                 {"run.sh", "#!/bin/sh\n", 'x'},
                                 {"naïve/Ελλάδα/файл", "unicode\n"},
                                 {"new\nline and space", "odd\n"},
                                 {"-dash", "odd\n"},
                                 {"link", "run.sh", 'l'},
                                 {"long-link", repeated("0123456789", 20), 'l'},
                                 {"link-of-100", repeated("0123456789", 10), 'l'},
                                 {"link-of-101", repeated("0123456789", 10) + "x", 'l'},
                                 {"record", std::string(512, 'r')},
                                 {"block", std::string(10240, 'b')}};
  // Around each size limit of ustar's fields: 100 for the name, 155 for the prefix, 256 for both.
  for (const size_t length : {90, 95, 96, 97, 98, 99, 100, 101, 150, 160, 200, 240, 250})
    members.push_back({std::string(length, 'n'), "long name\n"});
  for (const size_t depth : {3, 9, 14, 15, 16, 17, 25, 26, 40})
    members.push_back({repeated("directory/", static_cast<int>(depth)) + std::to_string(depth), "deep\n"});
  for (const size_t length : {99, 100, 101, 154, 155, 156, 200})
    members.push_back({std::string(length, 'd') + "/" + std::string(99, 'f'), "long folder\n"});
  members.push_back({"short/" + repeated("deep/", 30) + "long-link-" + std::string(120, 'l'),
                     "../" + std::string(150, 't'), 'l'});
  for (const auto& member : members) {
    if (member.kind == 'l')
      repo.link(member.path, member.content);
    else
      repo.write(member.path, member.content, member.kind == 'x');
  }
  const std::string commit = repo.commit("names");
  const std::string theirs = repo.git({"archive", "--format=tar", "--prefix=pkg-1.0/", commit});

  TarWriter tar(folder.path() / "ours.tar", Compression::none, 1700003600, commit, 1);
  tar.add_folder("pkg-1.0", repo.line({"rev-parse", commit + "^{tree}"}));
  const std::string listing = repo.git({"ls-tree", "-r", "-t", "-z", commit});
  for (size_t at = 0; at < listing.size();) {
    const std::string row = listing.substr(at, listing.find('\0', at) - at);
    at += row.size() + 1;
    const std::string mode = row.substr(0, 6);
    const std::string id = row.substr(12, 40);
    const std::string path = "pkg-1.0/" + row.substr(row.find('\t') + 1);
    if (mode == "040000") {
      tar.add_folder(path, id);
      continue;
    }
    const std::string content = repo.git({"cat-file", "blob", id});
    // Without an id, the writer computes the same id.
    if (mode == "120000")
      tar.add_symlink(path, content);
    else
      tar.add_file(path, content, mode == "100755");
  }
  tar.finish();
  CHECK(first_difference(read_file(folder.path() / "ours.tar"), theirs) == "");
}

TEST_CASE("a large file is written like one held in memory, and must have the announced size") {
  const TempDir folder(fs::temp_directory_path(), "tar-");
  const fs::path source = folder.path() / "source";
  const std::string id(40, 'a');
  const auto packed = [&](const auto& add) {
    TarWriter tar(folder.path() / "x.tar", Compression::none, 1, "", 1);
    add(tar);
    tar.finish();
    return read_file(folder.path() / "x.tar");
  };
  for (const size_t size : {0, 1, 512, 1000000}) {
    const std::string content(size, 'c');
    write_file_atomically(source, content);
    for (const std::string& path : {"p/" + std::string(120, 'n'), std::string("p/short")})
      CHECK(packed([&](TarWriter& tar) {
              tar.add_large_file(path, {.content = source, .size = size, .sha256 = sha256(content)}, true,
                                 id);
              tar.add_file("after", "x", false);
            }) == packed([&](TarWriter& tar) {
              tar.add_file(path, content, true, id);
              tar.add_file("after", "x", false);
            }));
  }
  write_file_atomically(source, "content");
  const std::string what = source.string() + " was changed while it was read";
  const auto add_as = [&](uint64_t size, const std::string& digest) {
    packed([&](TarWriter& tar) {
      tar.add_large_file("f", {.content = source, .size = size, .sha256 = digest}, false, id);
    });
  };
  for (const uint64_t size : {6, 8})
    CHECK_THROWS_WITH_AS(add_as(size, sha256("content")), what.c_str(), Error);
  CHECK_THROWS_WITH_AS(add_as(7, sha256("Content")), what.c_str(), Error);
}

TEST_CASE("folders are written once, before their contents") {
  const TempDir folder(fs::temp_directory_path(), "tar-");
  const fs::path file = folder.path() / "a.tar";
  TarWriter tar(file, Compression::none, 0, "", 1);
  tar.add_file("p/a/b/file", "1", false);
  tar.add_folder("p/a/");
  tar.add_file("p/z", "2", true);
  tar.add_symlink("p/a/b/link", "file");
  tar.add_folder("p/sub");
  tar.finish();
  const ProcessResult listed = run({.argv = {"tar", "-tf", file.string()}});
  CHECK(listed.out == "p/\np/a/\np/a/b/\np/a/b/file\np/z\np/a/b/link\np/sub/\n");
  CHECK(fs::file_size(file) == 10240);
}

TEST_CASE("times before 1970 and beyond ustar's field are written so that readers accept them") {
  const TempDir folder(fs::temp_directory_path(), "tar-");
  const fs::path file = folder.path() / "a.tar";
  for (const int64_t time : {int64_t{-5}, int64_t{0}, int64_t{077777777777}, int64_t{077777777777 + 1}}) {
    TarWriter tar(file, Compression::none, time, "", 1);
    tar.add_file("f", "x", false);
    tar.finish();
    CHECK(run({.argv = {"tar", "-tf", file.string()}}).out == "f\n");
  }
}

TEST_CASE("names that would leave the folder are refused, and no archive remains") {
  const TempDir folder(fs::temp_directory_path(), "tar-");
  const fs::path file = folder.path() / "a.tar.gz";
  for (const std::string path : {"", "/etc/passwd", "..", "../x", "a/../../x", "a/..", "./a", "a//b", "a/"}) {
    CAPTURE(path);
    TarWriter tar(file, Compression::gzip, 0, "", 2);
    try {
      tar.add_file(path, "x", false);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::invalid);
    }
  }
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("an archive cannot write through its own symlinks, and cannot contain two members of one name") {
  const TempDir folder(fs::temp_directory_path(), "tar-");
  TarWriter tar(folder.path() / "a.tar", Compression::none, 0, "", 1);
  tar.add_symlink("p/etc", "/etc");
  CHECK_THROWS_AS(tar.add_file("p/etc/passwd", "x", false), Error);
  CHECK_THROWS_AS(tar.add_file("p/etc", "x", false), Error);
  CHECK_THROWS_AS(tar.add_folder("p/etc"), Error);
  CHECK_THROWS_AS(tar.add_symlink("p", "/"), Error);
}

TEST_CASE("without finish() an existing file stays, and no temporary file remains") {
  const TempDir folder(fs::temp_directory_path(), "tar-");
  const fs::path file = folder.path() / "a.tar.xz";
  write_file_atomically(file, "before");
  {
    TarWriter tar(file, Compression::xz, 0, "", 2);
    tar.add_file("f", std::string(9 << 20, 'x'), false);
  }
  CHECK(read_file(file) == "before");
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a folder that cannot be written to is an error that names the file") {
  CHECK_THROWS_AS(TarWriter("/proc/no/such/a.tar", Compression::none, 0, "", 1), Error);
}

TEST_CASE("a full disk is an error, and an existing file stays") {
  // A file size limit makes the write fail at the same place as a full disk.
  const TempDir folder(fs::temp_directory_path(), "tar-");
  const fs::path file = folder.path() / "a.tar.gz";
  write_file_atomically(file, "before");
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 100000;
  std::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  for (const Compression compression : {Compression::none, Compression::gzip}) {
    try {
      TarWriter tar(file, compression, 0, "", 2);
      std::string noise;
      for (unsigned i = 0, value = 1; i < 4000000; ++i)
        noise += static_cast<char>((value = value * 1664525 + 1013904223) >> 24);
      tar.add_file("f", noise, false);
      tar.finish();
      FAIL("finished");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::failed);
    }
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  CHECK(read_file(file) == "before");
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
}
