// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/listing.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "core/error.hpp"
#include "core/temporary.hpp"

using namespace rpmworks;

namespace {

std::string error_of(const auto& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.render();
  }
  return "";
}

}  // namespace

TEST_CASE("a folder's entries are listed, and everything below it") {
  const TempDir folder(fs::temp_directory_path(), "listing-");
  make_folders(folder.path() / "a" / "b");
  write_file_atomically(folder.path() / "a" / "b" / "c", "c");
  fs::create_directory_symlink("a", folder.path() / "link");
  CHECK(entries_in(folder.path()).size() == 2);
  std::vector<std::string> below;
  for (const auto& entry : entries_below(folder.path()))
    below.push_back(entry.path().lexically_relative(folder.path()).string());
  std::ranges::sort(below);
  CHECK(below == std::vector<std::string>{"a", "a/b", "a/b/c", "link"});  // links are not followed
}

TEST_CASE("a folder that cannot be listed is reported with the cause") {
  const TempDir folder(fs::temp_directory_path(), "listing-");
  const std::string gone = (folder.path() / "gone").string();
  CHECK(error_of([&] { entries_in(gone); }) == "error: list " + gone + ": No such file or directory\n");
  write_file_atomically(folder.path() / "file", "");
  CHECK(error_of([&] { entries_below(folder.path() / "file"); }) ==
        "error: list " + (folder.path() / "file").string() + ": Not a directory\n");
}

TEST_CASE("a TMPDIR that is not a folder is reported") {
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before ? before : "";
  ::setenv("TMPDIR", "/nowhere/at all", 1);
  CHECK(error_of([] { temporary_folder(); }) ==
        "error: the folder for temporary files, /nowhere/at all, cannot be used: No such file or directory\n"
        "hint: set TMPDIR to a folder that you may write to\n");
  if (before)
    ::setenv("TMPDIR", kept.c_str(), 1);
  else
    ::unsetenv("TMPDIR");
  CHECK(fs::is_directory(temporary_folder()));
}
