// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/build_files.hpp"

#include <doctest/doctest.h>

#include "core/text.hpp"

using namespace rpmworks;
using namespace rpmworks::scaffold;

namespace {

std::string shown(const Facts& facts) {
  return join({facts.name, facts.version, facts.summary, facts.license, facts.url}, "|");
}

}  // namespace

TEST_CASE("CMake: project()") {
  CHECK(shown(facts_of_cmake("project(greet VERSION 1.2 LANGUAGES C\n  DESCRIPTION \"Says hello\"\n"
                             "  HOMEPAGE_URL \"https://x.org\")")) == "greet|1.2|Says hello||https://x.org");
  CHECK(shown(facts_of_cmake("# project(old)\nPROJECT (greet C)")) == "greet||||");
  CHECK(shown(facts_of_cmake("my_project(no)\nproject(\"yes\" VERSION ${V})")) == "yes||||");
  CHECK(shown(facts_of_cmake("project(${NAME})")) == "||||");
  CHECK(shown(facts_of_cmake("project(greet VERSION")) == "greet||||");
  CHECK(shown(facts_of_cmake("")) == "||||");
}

TEST_CASE("Meson: project()") {
  CHECK(shown(facts_of_meson("project('greet', ['c', 'cpp'],\n  version : '0.3', license: 'MIT',\n"
                             "  meson_version: '>=0.50')")) == "greet|0.3||MIT|");
  CHECK(shown(facts_of_meson("project('greet', 'c', version: files('VERSION'))")) == "greet||||");
  CHECK(shown(facts_of_meson("project(name)")) == "||||");
}

TEST_CASE("autoconf: AC_INIT") {
  CHECK(shown(facts_of_autoconf("dnl AC_INIT([old], [0])\nAC_INIT([greet], [2.0], [bugs@x.org])")) ==
        "greet|2.0|||");
  CHECK(shown(facts_of_autoconf("AC_INIT(greet, 2.0)")) == "greet|2.0|||");
  CHECK(shown(facts_of_autoconf("AC_INIT([greet], m4_esyscmd([cat VERSION]))")) == "greet||||");
}

TEST_CASE("Python: pyproject.toml, setup.cfg, setup.py") {
  CHECK(shown(facts_of_pyproject("[build-system]\nname = 'no'\n[project]\nname = \"greet\"\nversion = '1.0'\n"
                                 "description = \"Says hello\"\nlicense = {text = \"MIT\"}\n")) ==
        "greet|1.0|Says hello|MIT|");
  CHECK(shown(facts_of_pyproject("[tool.poetry]\nname = \"greet\"\nlicense = \"MIT\"\n")) == "greet|||MIT|");
  CHECK(shown(facts_of_setup_cfg(
            "[metadata]\nname = greet\nversion = attr: greet.version\nurl = https://x\n")) ==
        "greet||||https://x");
  CHECK(shown(facts_of_setup_py("from setuptools import setup\nsetup(name='greet', version=\"1.1\",\n"
                                "      description='Says hello', packages=['greet'])\n")) ==
        "greet|1.1|Says hello||");
  CHECK(shown(facts_of_setup_py("setup(name=NAME)")) == "||||");
}

TEST_CASE("Makefile: variables, targets, and whether compiler flags are used") {
  CHECK(shown(facts_of_makefile("NAME := greet\nVERSION ?= 1.3\n\tVERSION=2\n")) == "greet|1.3|||");
  CHECK(shown(facts_of_makefile("VERSION = $(shell cat VERSION)\n")) == "||||");
  CHECK(has_target("all: greet\ninstall uninstall: all\n", "install"));
  CHECK_FALSE(has_target("install := cp\n\tinstall: no\n", "install"));
  CHECK(ignores_flags("CFLAGS = -O2\ngreet: greet.c\n"));
  CHECK(ignores_flags("greet: greet.c\n\t$(CC) -o $@ $<\n"));
  CHECK_FALSE(ignores_flags("CFLAGS += -Wall\ngreet: greet.c\n\t$(CC) $(CFLAGS) -o $@ $<\n"));
  CHECK_FALSE(ignores_flags("greet: greet.o\n"));
}

TEST_CASE("AC_INIT names archives in lower case, and a computed version is ignored") {
  CHECK(shown(facts_of_autoconf("AC_INIT([MUNGE], m4_esyscmd([build-aux/gen-version]))")) == "munge||||");
  CHECK(shown(facts_of_autoconf("AC_INIT([GNU Hello],[2.12])")) == "hello|2.12|||");
  CHECK(shown(facts_of_autoconf("AC_INIT([jq],[jq_version],[https://x/issues],[jq],[https://jqlang.org])")) ==
        "jq||||https://jqlang.org");
}

TEST_CASE("licenses of Python, Rust and npm, in every format") {
  const auto license_of_project = [](const std::string& line) {
    return facts_of_pyproject("[project]\nname = \"x\"\n" + line + "\n").license;
  };
  CHECK(license_of_project("license = \"MIT OR Apache-2.0\"") == "MIT OR Apache-2.0");
  CHECK(license_of_project("license = { file = \"LICENSE\" }").empty());
  CHECK(license_of_project("license.text = 'ISC'") == "ISC");
  CHECK(license_of_project("[project.license]\ntext = \"GPLv3+\"") == "GPLv3+");
  CHECK(license_of_project(
            "classifiers = [\n  \"Topic :: X\",  # y\n  \"License :: OSI Approved :: GNU General "
            "Public License v2 or later (GPLv2+)\",\n]") == "GPL-2.0-or-later");
  CHECK(license_of_project(
            "license = {text = \"BSD\"}\nclassifiers = [\"License :: OSI Approved :: MIT License\"]") ==
        "MIT");
  CHECK(facts_of_setup_cfg(
            "[metadata]\nname = x\nclassifiers =\n    License :: OSI Approved :: ISC License (ISCL)\n")
            .license == "ISC");
  CHECK(facts_of_setup_py(
            "setup(name='x', classifiers=[\n 'Topic :: X',\n 'License :: OSI Approved :: MIT License'])")
            .license == "MIT");
  CHECK(shown(facts_of_cargo(
            "[package]\nname = \"hexyl\"\nversion = \"0.17.0\"\ndescription = \"A hex viewer\"\n"
            "license = \"MIT/Apache-2.0\"\nrepository = \"https://x\"\n[dependencies]\na = \"1\"\n")) ==
        "hexyl|0.17.0|A hex viewer|MIT/Apache-2.0|https://x");
  CHECK(shown(facts_of_npm(
            R"({"name": "@acme/greet", "version": "1.0.0", "license": "MIT", "homepage": 3})")) ==
        "greet|1.0.0||MIT|");
  CHECK(shown(facts_of_npm("{")) == "||||");
  CHECK(shown(facts_of_go("module github.com/direnv/direnv/v2\n\ngo 1.24\n")) ==
        "direnv||||https://github.com/direnv/direnv/v2");
}

TEST_CASE("malformed TOML and INI are not an error") {
  for (const char* text : {"[", "[project", "[project]\nname = \"x", "[project]\nname = [\"a\"",
                           "a = {b = ", "= = =", "[project]\nlicense = {text\n", "\"\"\"",
                           "[project]\nname = '''", "[a]]]\n=\n[[x", "a.b.c"}) {
    facts_of_pyproject(text);
    facts_of_setup_cfg(text);
    facts_of_cargo(text);
  }
  CHECK(facts_of_pyproject("[project]\ndescription = \"\"\"Says\nhello\"\"\"\nname='x'").summary ==
        "Says\nhello");
}
