// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <algorithm>

#include "build.hpp"
#include "own.hpp"
#include "recipes.hpp"
#include "solve/universe/universe.hpp"

using namespace rpmworks;
using namespace rpmworks::hostbase;

namespace {

DebPackage package(const std::string& name, const std::string& version) {
  return {.name = name, .version = version, .architecture = "amd64", .summary = "The package " + name};
}

}  // namespace

TEST_CASE("version limits mean the same as in specs, whatever Debian's epochs") {
  DebPackage gcc = package("gcc", "4:12.2.0-3");
  DebPackage gxx = package("g++", "4:12.2.0-3");
  gxx.depends = {{{"gcc", ">=", "4:12"}},
                 {{"python3-dev", ">=", "3.9~"}},
                 {{"abi", "=", "1:5"}},
                 {{"older", ">=", "7"}}};
  DebPackage python = package("python3-dev", "3.11.2-1+b1");
  python.provides = {{"abi", "=", "1:5"}};
  DebPackage library = package("libpython3-dev", "3.11.2-1+b1");
  DebPackage glib = package("libglib2.0-dev", "2.74.6-2");
  glib.provides = {{"older", "=", "1:2"}};  // newer than 7 for dpkg, but not without the epoch
  const Closure closure{.packages = {gxx, gcc, library, python, glib}, .dropped = {}};
  const auto recipes =
      recipes_of(closure, {{"gcc", {}},
                           {"g++", {}},
                           {"libpython3-dev", {}},
                           {"python3-dev", {}},
                           {"libglib2.0-dev", {.provides = {"pkgconfig(glib-2.0) = 2.74.6"}}}});
  CHECK(recipes.front().requirements ==
        std::vector<std::string>{"gcc >= 12", "python3-dev >= 3.9~", "abi = 5", "older"});

  const TempDir work(fs::temp_directory_path(), "limits-");
  const Packager packager(work.path() / "build");
  std::vector<fs::path> files = {packager.build(setup_package(work.path() / "setup"), work.path() / "setup")};
  make_folders(work.path() / "root");
  for (Recipe recipe : recipes) {
    recipe.before = {k_setup};
    files.push_back(packager.build(recipe, work.path() / "root"));
  }
  solve::Universe universe("x86_64");
  universe.add_files("base", files);
  for (const std::string kept :
       {"gcc-c++ >= 8", "gcc-c++ < 13", "gcc = 12.2.0", "gcc >= 12.2", "python3-devel >= 3.9",
        "pkgconfig(glib-2.0) >= 2.70", "glib2-devel >= 1.0", "(gcc >= 8 with gcc < 13)"})
    CHECK_MESSAGE(universe.solve({kept}).problems.empty(), kept);
  for (const std::string broken :
       {"gcc-c++ >= 13", "gcc >= 13", "gcc < 12", "python3-devel >= 3.12", "pkgconfig(glib-2.0) >= 2.75"})
    CHECK_MESSAGE(universe.solve({broken}).problems.size() == 1, broken);
}
