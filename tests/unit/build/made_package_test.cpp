// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/made_package.hpp"

#include <doctest/doctest.h>

#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::build;
using namespace rpmworks::test;

TEST_CASE("what a build made is read, and what is no package is its failure") {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-made-");
  const BuiltPackage built = build_package(folder.path(), {});
  CHECK(read_made_package(built.binary).nevra.str() == "greet-1.0-1.noarch");

  const fs::path text = folder.path() / "text\033[2J\n.rpm";
  write_file_atomically(text, "no package");
  CHECK(error_of(ExitCode::build, [&] { read_made_package(text); }) ==
        "error: the build made text?[2J?.rpm, which is no package\n"
        "hint: only rpm may write into %_rpmdir; look for a line of the spec that puts something there\n");

  const fs::path renamed = folder.path() / "greet\n1.rpm";
  fs::copy_file(built.binary, renamed);
  CHECK(error_of(ExitCode::build, [&] { read_made_package(renamed); }) ==
        "error: the build made the package greet-1.0-1.noarch in the file greet?1.rpm, and no package is "
        "named so\n"
        "hint: only rpm may write into %_rpmdir; look for a line of the spec that puts something there\n");
}

TEST_CASE("a failed build leaves its logs and what it was made from") {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-made-");
  for (const char* const name : {"build.log", "a-1-1.src.rpm", "a-1-1.noarch.rpm", "b-1-1.src.rpm"})
    write_file_atomically(folder.path() / name, "x");
  remove_made_packages(folder.path(), "a-1-1.src.rpm");
  CHECK(fs::exists(folder.path() / "build.log"));
  CHECK(fs::exists(folder.path() / "a-1-1.src.rpm"));
  CHECK_FALSE(fs::exists(folder.path() / "a-1-1.noarch.rpm"));
  CHECK_FALSE(fs::exists(folder.path() / "b-1-1.src.rpm"));
}
