// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/package.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using rpmworks::rpm::Package;
using rpmworks::rpm::read_package;

namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::ranges::find(list, text) != list.end();
}

}  // namespace

TEST_CASE("dependencies are read as rpm prints them, in its order") {
  const TempDir folder(fs::temp_directory_path(), "package-");
  const test::BuiltPackage built = test::build_package(
      folder.path(),
      {.name = "many",
       .requires_ = {"a", "b < 1", "c <= 1:2-3", "d = 4~rc1", "e >= 5^git", "f > 6", "(g if h)", "/bin/sh"},
       .provides = {"zz = 1", "aa", "lib.so.1()(64bit)"},
       .obsoletes = {"old < 2", "older"},
       .conflicts = {"enemy = 3", "foe"},
       .recommends = {"friend >= 1", "(x and y)"}});
  const Package package = read_package(built.binary);
  const auto printed = [&](const std::string& option) {
    std::vector<std::string> lines =
        split(run_checked({.argv = {"rpm", "-qp", option, built.binary}}, "asking rpm").out, '\n');
    std::erase(lines, "");
    return lines;
  };
  CHECK(package.requires_ == printed("--requires"));
  CHECK(package.provides == printed("--provides"));
  CHECK(package.obsoletes == printed("--obsoletes"));
  CHECK(package.conflicts == printed("--conflicts"));
  CHECK(package.recommends == printed("--recommends"));
}

TEST_CASE("a package's header is read completely") {
  const TempDir folder(fs::temp_directory_path(), "package-");
  const test::BuiltPackage built =
      test::build_package(folder.path(), {.name = "greet",
                                          .version = "1.2",
                                          .release = "3.el6",
                                          .epoch = "4",
                                          .summary = "Greets",
                                          .license = "GPL-3.0-or-later",
                                          .requires_ = {"glibc >= 2.17", "(bash or dash)", "/bin/sh"},
                                          .provides = {"hello = 1.2", "pkgconfig(greet)"},
                                          .build_requires = {"gcc > 4", "make"}});
  const Package binary = read_package(built.binary);
  CHECK(binary.nevra.str() == "greet-4:1.2-3.el6.noarch");
  CHECK_FALSE(binary.is_source());
  CHECK(binary.summary == "Greets");
  CHECK(binary.license == "GPL-3.0-or-later");
  CHECK(binary.source_rpm == "greet-1.2-3.el6.src.rpm");
  CHECK(binary.build_time == 1700000000);
  CHECK(binary.installed_size > 0);
  CHECK(contains(binary.requires_, "glibc >= 2.17"));
  CHECK(contains(binary.requires_, "(bash or dash)"));
  CHECK(contains(binary.requires_, "/bin/sh"));
  CHECK(contains(binary.provides, "hello = 1.2"));
  CHECK(contains(binary.provides, "pkgconfig(greet)"));
  CHECK(contains(binary.provides, "greet = 4:1.2-3.el6"));
  CHECK(binary.header_sha256.size() == 64);
  CHECK_FALSE(binary.signature);

  const Package source = read_package(built.source);
  CHECK(source.is_source());
  CHECK(source.nevra.str() == "greet-4:1.2-3.el6.src");
  CHECK(source.source_rpm.empty());
  CHECK(contains(source.requires_, "gcc > 4"));
  CHECK(contains(source.requires_, "make"));
  CHECK(source.build_arches == std::vector<std::string>{"noarch"});
}

namespace {

/// Runs `rpmbuild` on a spec with these tags, as if for a machine of `arch`, and returns the only package it
/// makes.
fs::path built(const fs::path& folder, const std::string& tags, const std::string& arch, const char* what) {
  make_folders(folder / "SOURCES");
  write_file_atomically(folder / "SOURCES/data", "data");
  write_file_atomically(
      folder / "some.spec",
      "Name: some\nVersion: 1\nRelease: 1\nSummary: s\nLicense: MIT\n" + tags + "%description\nd\n%files\n");
  const std::string top = "_topdir " + folder.string();
  run_checked({.argv = {"rpmbuild", what, "--quiet", "--nodeps", "--target", arch + "-linux", "--define", top,
                        (folder / "some.spec").string()}},
              "rpmbuild");
  std::vector<fs::path> packages;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".rpm") packages.push_back(entry.path());
  REQUIRE(packages.size() == 1);
  return packages.front();
}

std::string arch_in_header(const fs::path& package) {
  return run_checked({.argv = {"rpm", "-qp", "--nosignature", "--qf", "%{arch}", package.string()}}, "rpm")
      .out;
}

}  // namespace

TEST_CASE("a source package is recognized by its header, whatever its architecture and name") {
  const TempDir folder(fs::temp_directory_path(), "package-");
  for (const std::string arch : {"x86_64", "aarch64"}) {
    const fs::path source = built(folder.path() / ("src-" + arch), "Source0: data\n", arch, "-bs");
    CHECK(source.filename() == "some-1-1.src.rpm");
    CHECK(arch_in_header(source) == arch);
    CHECK(read_package(source).is_source());
    CHECK(read_package(source).nevra.str() == "some-1-1.src");

    const fs::path lacking =
        built(folder.path() / ("nosrc-" + arch), "Source0: data\nNoSource: 0\n", arch, "-bs");
    CHECK(lacking.filename() == "some-1-1.nosrc.rpm");
    CHECK(arch_in_header(lacking) == arch);
    CHECK(read_package(lacking).is_source());
    CHECK(read_package(lacking).nevra.str() == "some-1-1.src");

    const fs::path binary = built(folder.path() / ("bin-" + arch), "", arch, "-bb");
    CHECK_FALSE(read_package(binary).is_source());
    CHECK(read_package(binary).nevra.str() == "some-1-1." + arch);

    // The name of a file proves nothing.
    const fs::path misnamed = folder.path() / "some-1-1.src.rpm";
    fs::copy_file(binary, misnamed, fs::copy_options::overwrite_existing);
    CHECK_FALSE(read_package(misnamed).is_source());
    fs::copy_file(lacking, folder.path() / "some.noarch.rpm", fs::copy_options::overwrite_existing);
    CHECK(read_package(folder.path() / "some.noarch.rpm").is_source());
  }
}

TEST_CASE("a file that is not a package is an error with the file's name") {
  const TempDir folder(fs::temp_directory_path(), "package-");
  const fs::path file = folder.path() / "x.rpm";
  for (const char* content : {"", "hello", "\xed\xab\xee\xdb\x03"}) {
    write_file_atomically(file, content);
    try {
      read_package(file);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::invalid);
      CHECK(std::string(error.what()).find(file.string()) != std::string::npos);
      CHECK_FALSE(error.hint().empty());
    }
  }
  CHECK_THROWS_WITH_AS(read_package(folder.path() / "none.rpm"), doctest::Contains("none.rpm"), Error);
  CHECK_THROWS_AS(read_package(folder.path()), Error);
}

TEST_CASE("a header truncated at any length is refused") {
  const TempDir folder(fs::temp_directory_path(), "package-");
  const fs::path package = test::build_package(folder.path(), {}).binary;
  const std::string bytes = read_file(package);
  const fs::path file = folder.path() / "cut.rpm";
  for (size_t length = 0; length < 2000; length += 97) {
    write_file_atomically(file, bytes.substr(0, length));
    CHECK_THROWS_AS(read_package(file), Error);
  }
}
