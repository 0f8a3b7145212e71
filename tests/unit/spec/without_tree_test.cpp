// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/without_tree.hpp"

#include <doctest/doctest.h>

#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

std::string with_version(const std::string& version, const std::string& preamble = "") {
  std::string spec = small_spec("Source0: %{name}-%{version}.tar.gz\n" + preamble);
  return spec.replace(spec.find("1.0"), 3, version);
}

}  // namespace

TEST_CASE("a spec that reads a file of the tree, and is different without it, is an error") {
  Fixture fixture(
      Files{{"VERSION", "2.5\n"}, {"greet.spec", with_version("%(cat VERSION 2>/dev/null || echo 0)")}});
  CHECK(fixture.error_of() ==
        "greet.spec:2: error: the spec gives another package without its tree: Version "
        "is 0 "
        "instead of 2.5\n"
        "  2 | Version: %(cat VERSION 2>/dev/null || echo 0)\n"
        "  VERSION was read while the spec was parsed, but is not in the package\n"
        "hint: make VERSION a source (SourceN: VERSION, read as %{SOURCEN}), or write its value into the "
        "spec\n");
  CHECK(fs::is_empty(fixture.tmp()));

  fixture.write("greet.spec", with_version("%(cat VERSION)")).commit();
  const std::string error = fixture.error_of();
  CHECK(says(error, "the spec gives another package without its tree: the spec does not parse"));
  CHECK(says(error, "VERSION was read while the spec was parsed"));
}

TEST_CASE("files that a spec reads through a program of the tree are named too") {
  Fixture fixture(
      Files{{"tools/version.sh", "run:#!/bin/sh\ncat \"$(dirname \"$0\")/number\" 2>/dev/null\n"},
            {"tools/number", "3.1\n"},
            {"greet.spec", with_version("%(test -x tools/version.sh && tools/version.sh || echo 1)")}});
  const std::string error = fixture.error_of();
  CHECK(says(error, "Version is 1 instead of 3.1"));
  CHECK(says(error, "tools/number was read while the spec was parsed, but is not in the package"));
  CHECK(says(error, "tools/version.sh was read while"));
  CHECK(says(error, "hint: make tools/number a source (SourceN: tools/number, read as %{SOURCEN})"));
}

TEST_CASE("a spec may read its sources") {
  Fixture fixture(
      Files{{"VERSION", "2.5\n"},
            {"more.inc", "BuildRequires: make\n"},
            {"greet.spec", with_version("%(cat %{_sourcedir}/VERSION)",
                                        "Source1: VERSION\nSource2: more.inc\n%include %{SOURCE2}\n")}});
  const auto srpm = fixture.make();
  CHECK(srpm.nevra.evr.version == "2.5");
  CHECK(srpm.info.build_requires == std::vector<std::string>{"make"});
  CHECK(fixture.warnings().empty());
}

TEST_CASE("a source read at its place in the tree is recognized") {
  Fixture fixture(
      Files{{"VERSION", "2.5\n"}, {"greet.spec", with_version("%(cat VERSION)", "Source1: VERSION\n")}});
  const std::string error = fixture.error_of();
  CHECK(says(
      error,
      "VERSION was read from the tree, which the package does not contain; as a source it is %{SOURCE1}"));
  CHECK(says(error, "hint: read it as %{SOURCE1}"));
}

TEST_CASE("a NoSource file does not exist when a spec reads it") {
  Fixture fixture(Files{{"version", "2.5\n"},
                        {"greet.spec", with_version("%(cat %{_sourcedir}/version 2>/dev/null || echo 0)",
                                                    "Source1: version\nNoSource: 1\n")}});
  const std::string error = fixture.error_of();
  CHECK(says(error, "Version is 0 instead of 2.5"));
  CHECK(says(error, "version was read while the spec was parsed, but is not in the package"));
  fixture.write("greet.spec", with_version("1.0%(true)", "Source1: version\nNoSource: 1\n")).commit();
  CHECK(fixture.make().file_name == "greet-1.0-1.nosrc.rpm");
}

TEST_CASE("dependencies and subpackages that come from the tree are found") {
  Fixture fixture(Files{{"deps", "BuildRequires: make\n"},
                        {"greet.spec", with_version("1.0", "%(cat deps 2>/dev/null)\n")}});
  CHECK(says(fixture.error_of(), "the list of BuildRequires is nothing instead of make"));
  fixture
      .write("greet.spec",
             with_version("1.0", "%{lua: local f = io.open('deps') if f then print('Provides: x\\n') end}\n"))
      .commit();
  CHECK(says(fixture.error_of(),
             "Provides of greet is greet = 1.0-1, greet(x86-64) = 1.0-1 instead of greet = 1.0-1, "
             "greet(x86-64) = 1.0-1, x"));
}

TEST_CASE("a section that comes from the tree is found in the expanded spec") {
  Fixture fixture(Files{{"flags", "-O3\n"},
                        {"greet.spec", with_version("1.0") + "%install\nmake F=%(cat flags 2>/dev/null)\n"}});
  const std::string error = fixture.error_of();
  CHECK(says(error, "the expanded spec has the line 'make F=' instead of 'make F=-O3'"));
  CHECK(says(error, "flags was read while the spec was parsed"));
}

TEST_CASE("a command that prints the current folder is a warning") {
  Fixture fixture(Files{{"greet.spec", with_version("1.0") + "%install\necho %(pwd)\n"}});
  fixture.make();
  REQUIRE(fixture.warnings().size() == 1);
  CHECK(says(fixture.warnings()[0],
             "greet.spec: in the source package the expanded spec has the line 'echo /' instead of 'echo "
             "/builddir/tree': the spec depends on the folder where it is parsed, or on whether its tree has "
             "some file; the package contains only the spec and its sources"));
}

TEST_CASE("a command with different output each time is a warning") {
  Fixture fixture(
      Files{{"greet.spec", with_version("1.0") + "%install\necho %(cat /proc/sys/kernel/random/uuid)\n"}});
  fixture.make();
  REQUIRE(fixture.warnings().size() == 1);
  CHECK(says(fixture.warnings()[0], "': the spec's commands or macros print different text each time"));
}

TEST_CASE("a spec that only tests whether its tree has a file is an error") {
  Fixture fixture(
      Files{{"g", "1\n"},
            {"gtk/x", "1\n"},
            {"greet.spec", with_version("1.0", "Requires: glibc %(test -d gtk && echo gtk3)\n")}});
  CHECK(fixture.error_of() ==
        "greet.spec: error: the spec gives another package without its tree: Requires "
        "of greet is glibc instead of glibc, gtk3\n"
        "  the spec depends on the folder where it is parsed, or on whether its tree has some file; the "
        "package contains only the spec and its sources\n"
        "hint: let the spec read only its sources (%{SOURCEN}), or write the value into the spec\n");
  fixture.write("greet.spec", with_version("1.0", "%if %{exists:g}\nRecommends: foo\n%endif\n")).commit();
  CHECK(says(fixture.error_of(), "Recommends of greet is nothing instead of foo"));
  fixture
      .write("greet.spec",
             with_version("1.0") + "%if %(test -f g && echo 1 || echo 0)\n%post\ntrue\n%endif\n")
      .commit();
  CHECK(says(fixture.error_of(), "Requires of greet is nothing instead of /bin/sh"));
  fixture.write("greet.spec", with_version("1.0") + "%post\necho %(test -f g && echo 1 || echo 0)\n")
      .commit();
  CHECK(says(fixture.error_of(), "the scriptlet %post of greet differs"));
  fixture.write("greet.spec", with_version("%(test -d gtk && echo 2 || echo 1)")).commit();
  const std::string error = fixture.error_of();
  CHECK(says(error, "Version is 1 instead of 2"));
  CHECK_FALSE(says(error, "the same each time"));
  CHECK(fs::is_empty(fixture.tmp()));
}

TEST_CASE("a spec that reads a source made after it was parsed is an error") {
  Fixture fixture(Files{{"greet.spec", small_spec("Source0: %{name}-%{version}.tar.gz\n"
                                                  "Requires: glibc %(test -f %{SOURCE0} && echo gtk3)\n")}});
  CHECK(fixture.error_of() ==
        "greet.spec: error: the spec gives another package without its tree: Requires "
        "of greet is glibc, gtk3 instead of glibc\n"
        "  greet-1.0.tar.gz was added to the source folder after the spec was parsed in its tree\n"
        "hint: write into the spec what it reads from that source, or commit the file beside the spec as a "
        "source (SourceN, read as %{SOURCEN})\n");
  fixture
      .write(
          "greet.spec",
          small_spec(
              "Source0: %{name}-1.0.tar.gz\nSummary(de): %(tar -xOf %{SOURCE0} greet-1.0/VERSION 2>/dev/null "
              "|| echo 0)\n"))
      .write("VERSION", "1.0\n")
      .commit();
  fixture.make();
  REQUIRE_FALSE(fixture.warnings().empty());
  CHECK(says(fixture.warnings().back(),
             "greet-1.0.tar.gz was added to the source folder after the spec was parsed in its tree"));
}

TEST_CASE("a spec that is different each time is an error") {
  Fixture fixture(
      Files{{"greet.spec", with_version("1.0", "Provides: x(%(cat /proc/sys/kernel/random/uuid))\n")}});
  CHECK(says(fixture.error_of(), "hint: the spec must give the same result each time it is parsed"));
}

TEST_CASE("the results of two parses are compared") {
  rpm::SpecInfo a;
  a.name = "greet";
  a.evr = {"", "1", "1"};
  a.packages.push_back({{"greet", {"", "1", "1"}, "noarch"}, {"greet = 1-1"}});
  rpm::SpecInfo b = a;
  b.warnings.emplace_back("told");
  CHECK(spec::difference_without_tree(a, b) == "");
  b.packages[0].provides.emplace_back("x");
  CHECK(spec::difference_without_tree(a, b) == "Provides of greet is greet = 1-1, x instead of greet = 1-1");
  b = a;
  b.packages[0].dependencies["Conflicts"] = {"y < 2"};
  CHECK(spec::difference_without_tree(a, b) == "Conflicts of greet is y < 2 instead of nothing");
  CHECK(spec::difference_without_tree(b, a) == "Conflicts of greet is nothing instead of y < 2");
  b = a;
  b.packages[0].scriptlets["%preun"] = "0123";
  CHECK(spec::difference_without_tree(a, b) == "the scriptlet %preun of greet exists only without the tree");
  CHECK(spec::difference_without_tree(b, a) == "the scriptlet %preun of greet exists only in the tree");
  b.evr.epoch = "2";
  CHECK(spec::difference_without_tree(a, b) == "Epoch is 2 instead of nothing");
  CHECK(spec::expanded_difference("a\n\nb\n", "\na\nb") == "");
  CHECK(spec::expanded_difference("a\nb\n", "a\n") == "nothing instead of 'b'");
}
