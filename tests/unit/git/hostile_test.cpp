// SPDX-License-Identifier: GPL-3.0-or-later
// Small repositories that expand to very much data.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <fstream>

#include "git/repository.hpp"
#include "support/errors.hpp"
#include "support/git_fixture.hpp"
#include "support/sanitized.hpp"

using namespace rpmworks;
using git::Repository;
using test::error_of;
using test::GitFixture;
using test::k_is_sanitized;
using test::says;

namespace {

std::string error_of_archive(const fs::path& folder) {
  const Repository repository = Repository::open(folder);
  return error_of(ExitCode::invalid, [&] {
    repository.archive(repository.resolve(""), "", [](const Repository::Archived&) {});
  });
}

// The peak memory. Not measured with a sanitizer, which keeps freed memory.
long peak_kib() {
  if (k_is_sanitized) return 0;
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

TEST_CASE("a file of 10 GiB of zeros is an error before it is read") {
  const TempDir folder(fs::temp_directory_path(), "git-");
  const GitFixture repo(folder.path() / "repo");
  // A loose object gives its size in its header; a reader that believes it would allocate too much.
  repo.write("zeros", "blob 10737418240");
  const std::string blob = repo.line({"hash-object", "-w", "--stdin"}, "zeros");
  const fs::path object = repo.path() / ".git/objects" / blob.substr(0, 2) / blob.substr(2);
  const std::string compressed =
      run_checked({.argv = {"python3", "-c",
                            "import sys, zlib; sys.stdout.buffer.write(zlib.compress("
                            "b'blob 10737418240\\0' + b'\\0' * 4096))"}},
                  "compressing")
          .out;
  fs::remove(repo.path() / "zeros");
  fs::remove(object);
  write_file_atomically(object, compressed);
  repo.git({"update-index", "--add", "--cacheinfo", "100644," + blob + ",zeros"});
  for (int i = 0; i < 100; ++i) repo.write(fmt::format("f{}", i), "x");
  for (int i = 0; i < 100; ++i) repo.git({"update-index", "--add", fmt::format("f{}", i)});
  repo.git({"commit", "-q", "-m", "zeros"});
  const long before = peak_kib();
  const std::string error = error_of_archive(repo.path());
  CHECK(says(error, fmt::format("the git object {} has 10.0 GiB, but the limit is 1.0 GiB", blob)));
  CHECK(says(error, "while archiving zeros"));
  CHECK(says(error, "hint: store large files in git LFS, or outside of git and list them under `sources:`"));
  CHECK(peak_kib() - before < 200L << 10);
}

TEST_CASE("several large files are in memory one after the other") {
  const TempDir folder(fs::temp_directory_path(), "git-");
  const GitFixture repo(folder.path() / "repo");
  constexpr size_t k_size = 40UL << 20;
  for (int i = 0; i < 80; ++i) repo.write(fmt::format("small{}", i), "x");
  for (const char letter : std::string_view("abcdefgh")) {
    std::string content(k_size, '\0');
    content.front() = letter;
    repo.write(std::string(1, letter), content);
  }
  repo.commit("large");
  const Repository repository = Repository::open(repo.path());
  const long before = peak_kib();
  std::string seen;
  repository.archive(repository.resolve(""), "", [&](const Repository::Archived& member) {
    if (member.content.size() == k_size) seen += member.content.front();
  });
  CHECK(seen == "abcdefgh");
  CHECK(peak_kib() - before < static_cast<long>(3 * (k_size >> 10)));
}

TEST_CASE("a tree that contains itself many times is limited") {
  const TempDir folder(fs::temp_directory_path(), "git-");
  const GitFixture repo(folder.path() / "repo");
  std::string entries = "100644 blob " + repo.line({"hash-object", "-w", "--stdin"}, "x") + "\tf\n";
  for (int level = 0; level < 10; ++level) {
    const std::string tree = repo.line({"mktree"}, entries);
    entries.clear();
    for (int i = 0; i < 100; ++i) entries += fmt::format("040000 tree {}\tf{:02}\n", tree, i);
  }
  const std::string top = repo.line({"mktree"}, entries);
  repo.git({"update-ref", "HEAD", repo.line({"commit-tree", "-m", "bomb", top})});
  CHECK(says(error_of_archive(repo.path()), "the git tree has more than 1000000 files and folders"));
}
