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
        "greet|1.0|Says hello||");
  CHECK(shown(facts_of_pyproject("[tool.poetry]\nname = \"greet\"\nlicense = \"MIT\"\n")) == "greet|||MIT|");
  CHECK(shown(facts_of_setup_cfg(
            "[metadata]\nname = greet\nversion = attr: greet.version\nurl = https://x\n")) ==
        "greet||||https://x");
  CHECK(shown(facts_of_setup_py("from setuptools import setup\nsetup(name='greet', version=\"1.1\",\n"
                                "      description='Says hello', packages=['greet'])\n")) ==
        "greet|1.1|Says hello||");
  CHECK(shown(facts_of_setup_py("setup(name=NAME)")) == "||||");
}

TEST_CASE("Makefile: variables, targets, and whether flags get in") {
  CHECK(shown(facts_of_makefile("NAME := greet\nVERSION ?= 1.3\n\tVERSION=2\n")) == "greet|1.3|||");
  CHECK(shown(facts_of_makefile("VERSION = $(shell cat VERSION)\n")) == "||||");
  CHECK(has_target("all: greet\ninstall uninstall: all\n", "install"));
  CHECK_FALSE(has_target("install := cp\n\tinstall: no\n", "install"));
  CHECK(ignores_flags("CFLAGS = -O2\ngreet: greet.c\n"));
  CHECK(ignores_flags("greet: greet.c\n\t$(CC) -o $@ $<\n"));
  CHECK_FALSE(ignores_flags("CFLAGS += -Wall\ngreet: greet.c\n\t$(CC) $(CFLAGS) -o $@ $<\n"));
  CHECK_FALSE(ignores_flags("greet: greet.o\n"));
}
