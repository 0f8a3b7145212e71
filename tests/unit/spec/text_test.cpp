// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/text.hpp"

#include <doctest/doctest.h>

#include "support/errors.hpp"

using namespace rpmworks;
using namespace rpmworks::spec;

TEST_CASE("the preamble ends where the first section begins") {
  const std::string preamble =
      "Name: x\n%define body() \\\n%description \\\nend\n%if 1\nVersion: 1\n%endif\n";
  CHECK(preamble_end(preamble + "%package devel\nVersion: 2\n") == preamble.size());
  CHECK(preamble_end(preamble + " %Description\n") == preamble.size());
  CHECK(preamble_end(preamble + "%descriptions\n%prepare\n") == preamble.size() + 23);
  CHECK(preamble_end("") == 0);
}

TEST_CASE("a tag is found in any case, and only the main package's") {
  struct Row {
    const char* text;
    std::vector<std::string> values;
  };
  const Row rows[] = {
      {"Version: 1.0\n", {"1.0"}},
      {"version:1.0\n", {"1.0"}},
      {" VERSION\t :  %{ver} \r\n", {"%{ver}"}},
      {"%if 1\nVersion: 1\n%else\nVersion: 2\n%endif\n", {"1", "2"}},
      {"Version: 1\n%package x\nVersion: 2\n", {"1"}},
      {"# Version: 1\nVersions: 2\nVersionX: 3\n", {}},
      {"%define lines \\\nVersion: 1\n", {}},
      {"%description\nVersion: 1\n", {}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    std::vector<std::string> values;
    for (const auto& line : find_tag(row.text, "Version")) values.push_back(line.value);
    CHECK(values == row.values);
  }
}

TEST_CASE("a tag's value is replaced, and the rest of the spec stays") {
  struct Row {
    const char* before;
    const char* after;
  };
  const Row rows[] = {
      {"Name: x\nVersion:   1.0\nRelease: 1\n", "Name: x\nVersion:   2~rc1\nRelease: 1\n"},
      {"version: %{ver}  \r\n%prep\n", "version: 2~rc1  \r\n%prep\n"},
      {"%if a\nVersion: 1\n%else\nVersion: 2\n%endif\n",
       "%if a\nVersion: 2~rc1\n%else\nVersion: 2~rc1\n%endif\n"},
      {"%global version 1\nVersion: %{version}\n", "%global version 2~rc1\nVersion: 2~rc1\n"},
      {"Version: 1", "Version: 2~rc1"},
  };
  for (const auto& row : rows) CHECK(with_tag(row.before, "Version", "2~rc1", "x.spec") == row.after);
}

TEST_CASE("a tag that cannot be changed is an error with the reason") {
  CHECK(test::error_of(ExitCode::invalid, [] { with_tag("Name: x\n%prep\n", "Release", "2", "x.spec"); }) ==
        "x.spec: error: the spec has no line 'Release:' to change\n"
        "hint: write Release: into its preamble; rpmworks does not see a tag that a macro or an included "
        "file sets\n");
  CHECK(test::error_of(ExitCode::invalid,
                       [] { with_tag("Version: 1\n%global version 1\n", "Version", "2", "x.spec"); }) ==
        "x.spec:2: error: the spec defines %version itself, so changing 'Version:' has no effect\n"
        "  2 | %global version 1\n"
        "hint: remove the definition: rpm defines the macro from 'Version:'\n");
}

TEST_CASE("a macro with a tag's old value is reported if something else uses it") {
  CHECK(macro_of_value("Version: %{ver}\nSource: x-%{ver}.tar\n", "Version") == "ver");
  CHECK(macro_of_value("Version: %ver\nSource: x-%{?ver}.tar\n", "Version") == "ver");
  CHECK(macro_of_value("%global ver 1\nVersion: %{ver}\nSource: x-%{version}.tar\n", "Version") ==
        std::nullopt);
  CHECK(macro_of_value("Version: 1\nSource: x-%{ver}.tar\n", "Version") == std::nullopt);
  CHECK(macro_of_value("Version: %{ver}.1\nSource: x-%{ver}.tar\n", "Version") == std::nullopt);
  CHECK(macro_of_value("Version: %{ver}\nSource: x-%{version}.tar\n", "Version") == std::nullopt);
}

TEST_CASE("new changelog entries come before the existing ones") {
  const std::string entry = "* Tue Nov 24 2026 A - 1\n- x\n";
  CHECK(with_changelog("%files\n%changelog\n* old\n", entry) == "%files\n%changelog\n" + entry + "\n* old\n");
  CHECK(with_changelog("%files\n%changelog\n\n* old\n", entry) ==
        "%files\n%changelog\n" + entry + "\n\n* old\n");
  CHECK(with_changelog("%files\n%changelog", entry) == "%files\n%changelog\n" + entry);
  CHECK(with_changelog("%files\n%changelog\n%autochangelog\n", entry) ==
        "%files\n%changelog\n" + entry + "\n%autochangelog\n");
  CHECK(with_changelog("%files", entry) == "%files\n\n%changelog\n" + entry);
  CHECK(with_changelog("#%changelog\n%changelogs\n", entry) ==
        "#%changelog\n%changelogs\n\n%changelog\n" + entry);
}

TEST_CASE("a macro with a tag's own name above the tag is changed too") {
  const std::string text =
      "%define version 1.0\n%global Version() 7\nName: x\nSource0: x-%{version}.tar\nVersion: %{version}\n";
  CHECK(spec::with_tag(text, "Version", "2.0", "x.spec") ==
        "%define version 2.0\n%global Version() 7\nName: x\nSource0: x-%{version}.tar\nVersion: 2.0\n");
  CHECK_FALSE(spec::macro_of_value(text, "Version"));
  CHECK(spec::with_tag("%global release\t1%{?dist}  \nRelease: %release\n", "Release", "5", "x.spec") ==
        "%global release\t5  \nRelease: 5\n");
}
