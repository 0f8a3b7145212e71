// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/made_package.hpp"

#include <doctest/doctest.h>

#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::engine;
using namespace rpmworks::test;

TEST_CASE("a built package is read; a file that is not a package is the build's failure") {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-made-");
  const BuiltPackage built = build_package(folder.path(), {});
  CHECK(read_made_package(built.binary).nevra.str() == "greet-1.0-1.noarch");

  const fs::path text = folder.path() / "text\033[2J\n.rpm";
  write_file_atomically(text, "no package");
  CHECK(error_of(ExitCode::build, [&] { read_made_package(text); }) ==
        "error: the build made text?[2J?.rpm, which is not a package\nhint: only rpm may write into "
        "%_rpmdir; look for a command of the spec that writes there\n");

  const fs::path renamed = folder.path() / "greet\n1.rpm";
  fs::copy_file(built.binary, renamed);
  CHECK(error_of(ExitCode::build, [&] { read_made_package(renamed); }) ==
        "error: the build made the package greet-1.0-1.noarch in the file greet?1.rpm, but one of these "
        "names is not valid\nhint: only rpm may write into %_rpmdir; look for a command of the spec that "
        "writes there\n");
}

TEST_CASE("a failed build leaves its logs and its inputs") {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-made-");
  for (const char* const name : {"build.log", "a-1-1.src.rpm", "a-1-1.noarch.rpm", "b-1-1.src.rpm"})
    write_file_atomically(folder.path() / name, "x");
  remove_made_packages(folder.path(), "a-1-1.src.rpm");
  CHECK(fs::exists(folder.path() / "build.log"));
  CHECK(fs::exists(folder.path() / "a-1-1.src.rpm"));
  CHECK_FALSE(fs::exists(folder.path() / "a-1-1.noarch.rpm"));
  CHECK_FALSE(fs::exists(folder.path() / "b-1-1.src.rpm"));
}

TEST_CASE("a built package must come from its own source package and have the right file name") {
  const srpm::Srpm source{.name = "greet",
                          .nevra = {"greet", {.version = "1.0", .release = "1"}, "src"},
                          .commit = "0123",
                          .info = {.name = "greet", .evr = {.version = "1.0", .release = "1"}}};
  rpm::Package made{.nevra = rpm::Nevra::parse("greet-1.0-1.noarch"), .source_rpm = "greet-1.0-1.src.rpm"};
  require_made_from(source, made, "greet-1.0-1.noarch.rpm");
  made.source_rpm = "greet-1.0-1.nosrc.rpm";
  require_made_from(source, made, "greet-1.0-1.noarch.rpm");
  const auto refused = [&](const char* file) {
    return error_of(ExitCode::build, [&] { require_made_from(source, made, file); });
  };
  CHECK(
      refused("bash-99-1.noarch.rpm") ==
      "error: the build made the package greet-1.0-1.noarch in the file bash-99-1.noarch.rpm\n"
      "hint: its file must be named greet-1.0-1.noarch.rpm: leave %_build_name_fmt and %_rpmfilename as they "
      "are\n");
  made.source_rpm = "greet-2.0-1.src.rpm";
  CHECK(refused("greet-1.0-1.noarch.rpm") ==
        "error: the build made greet-1.0-1.noarch from greet-2.0-1.src.rpm instead of its source package "
        "greet-1.0-1.src.rpm\nhint: if the spec gets another name, version or release in the build root, "
        "write the value into the spec, or set the macros that it depends on for the target: `dist` or "
        "`macros`, in repos.yaml\n");
  made.nevra.arch = "src";
  CHECK(says(refused("greet-1.0-1.noarch.rpm"), "the build made the source package greet-1.0-1.src"));
  // This source package was made elsewhere, for another distribution.
  srpm::Srpm theirs = source;
  theirs.commit.clear();
  theirs.nevra.evr.release = "1.el8";
  theirs.info.evr.release = "1.el9";
  require_made_from(
      theirs, {.nevra = rpm::Nevra::parse("greet-1.0-1.el9.noarch"), .source_rpm = "greet-1.0-1.el9.src.rpm"},
      "greet-1.0-1.el9.noarch.rpm");
}

TEST_CASE("only declared packages are accepted") {
  srpm::Srpm source{.nevra = {"greet", {.version = "1", .release = "1"}, "src"},
                    .info = {.name = "greet", .evr = {.version = "1", .release = "1"}}};
  for (const char* const name : {"greet-1-1.x86_64", "greet-libs-2:7-1.x86_64", "greet-doc-1-1.noarch"})
    source.info.packages.push_back({.nevra = rpm::Nevra::parse(name)});
  Declared declared = declared_by(source);
  const TempDir folder(fs::temp_directory_path(), "rpmworks-made-");
  const auto packed = [&](TestPackage package) { return build_package(folder.path(), package).binary; };
  const fs::path symbols = packed({.name = "greet-debuginfo",
                                   .arch = "",
                                   .files = {{"/usr/lib/debug/usr/bin/greet.debug", "symbols"},
                                             {"/usr/src/debug/greet-1/greet.c", "source"},
                                             {"/usr/lib/.build-id/ab/cd", "id"}}});
  const auto is_fine = [&](const char* nevra, const fs::path& file = {}) {
    Artifact artifact;
    artifact.path = file.empty() ? symbols : file;
    artifact.package.nevra = rpm::Nevra::parse(nevra);
    return undeclared({artifact}, source, declared).empty();
  };
  for (const char* const fine : {"greet-1-1.x86_64", "greet-libs-2:7-1.x86_64", "greet-doc-1-1.noarch",
                                 "greet-debuginfo-1-1.x86_64", "greet-debugsource-1-1.x86_64",
                                 "greet-libs-debuginfo-2:7-1.x86_64", "greet-libs-debuginfo-1-1.x86_64"})
    CHECK_MESSAGE(is_fine(fine), fine);
  for (const char* const strange : {"bash-1-1.x86_64", "greet-99:1-1.x86_64", "greet-2-1.x86_64",
                                    "greet-1-1.noarch", "greet-more-1-1.x86_64", "bash-debuginfo-1-1.x86_64",
                                    "greet-debuginfo-2-1.x86_64", "greet-libs-7-1.x86_64"})
    CHECK_MESSAGE(!is_fine(strange), strange);
  // A package named like debug symbols with other contents.
  for (const TestPackage& other :
       {TestPackage{.name = "noarch", .files = {{"/usr/lib/debug/x", "x"}}},
        TestPackage{
            .name = "program", .arch = "", .files = {{"/usr/lib/debug/x", "x"}, {"/usr/bin/pwn", "x"}}},
        TestPackage{.name = "beside", .arch = "", .files = {{"/usr/lib/debugger", "x"}}},
        TestPackage{
            .name = "obsoletes", .arch = "", .obsoletes = {"bash"}, .files = {{"/usr/lib/debug/x", "x"}}},
        TestPackage{.name = "runs", .arch = "", .post = "true", .files = {{"/usr/lib/debug/x", "x"}}}}) {
    const fs::path file = packed(other);
    CHECK_MESSAGE(!is_fine("greet-debuginfo-1-1.x86_64", file), other.name);
    CHECK_MESSAGE(!is_fine("greet-libs-debugsource-1-1.x86_64", file), other.name);
  }
  declared.adds_packages = true;
  CHECK(is_fine("greet-more-1-1.x86_64"));
  CHECK_FALSE(is_fine("bash-1-1.x86_64"));
  CHECK(std::string(undeclared_error(source, {rpm::Nevra::parse("bash-99-1.noarch")}).what()) ==
        "building greet-1-1.src made bash-99-1.noarch, which its spec does not declare");
}
