// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/error.hpp"
#include "own.hpp"

using namespace rpmworks;
using namespace rpmworks::hostbase;
using Names = std::vector<std::string>;

namespace {

Entry file(const std::string& path) {
  return {.path = path, .mode = 0644};
}
Entry folder(const std::string& path) {
  return {.path = path, .kind = Entry::Kind::folder, .mode = 0755};
}
Entry symlink_entry(const std::string& path, const std::string& target) {
  return {.path = path, .kind = Entry::Kind::link, .target = target};
}

DebPackage package(const std::string& name) {
  return {.name = name, .version = "1.0-1", .architecture = "amd64", .summary = "The package " + name};
}

bool has(const Names& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

const Recipe& recipe_of(const std::vector<Recipe>& recipes, const std::string& name) {
  return *std::find_if(recipes.begin(), recipes.end(), [&](const Recipe& r) { return r.nevra.name == name; });
}

}  // namespace

TEST_CASE("a file of two packages belongs to the first, or to the one that replaces the other") {
  Closure closure{.packages = {package("a"), package("b")}, .dropped = {}};
  const ContentsByName contents = {
      {"a", {.entries = {file("/f"), folder("/d"), symlink_entry("/l", "x"), symlink_entry("/m", "x")}}},
      {"b", {.entries = {file("/f"), folder("/d"), symlink_entry("/l", "x"), symlink_entry("/m", "y")}}}};
  using GivenUp = std::set<std::pair<std::string, std::string>>;
  CHECK(given_up_paths(closure, contents) == GivenUp{{"/f", "b"}, {"/m", "b"}});
  closure.packages[1].replaces = {{"a", "<<", "2"}};
  CHECK(given_up_paths(closure, contents) == GivenUp{{"/f", "a"}, {"/m", "a"}});
  closure.packages[1].conflicts = {{"a", "", ""}};
  CHECK(given_up_paths(closure, contents).empty());
}

TEST_CASE("a folder is not replaced by a link") {
  const Closure closure{.packages = {package("a"), package("b")}, .dropped = {}};
  const ContentsByName contents = {{"a", {.entries = {symlink_entry("/d", "elsewhere")}}},
                                   {"b", {.entries = {folder("/d")}}}};
  CHECK(given_up_paths(closure, contents) == std::set<std::pair<std::string, std::string>>{{"/d", "a"}});
}

TEST_CASE(
    "of several packages that offer a link, the first makes it, and only that package gets the link's name") {
  Closure closure{.packages = {package("mawk"), package("gawk")}, .dropped = {}};
  for (auto& member : closure.packages) member.provides = {{"awk", "", ""}};
  const ContentsByName contents = {{"mawk", {.alternatives = {{"/usr/bin/awk", "/usr/bin/mawk"}}}},
                                   {"gawk", {.alternatives = {{"/usr/bin/awk", "/usr/bin/gawk"}}}}};
  const auto recipes = recipes_of(closure, contents);
  const auto& mawk = recipe_of(recipes, "mawk");
  CHECK(mawk.files == std::vector<Entry>{symlink_entry("/usr/bin/awk", "/usr/bin/mawk")});
  CHECK(has(mawk.provides, "awk"));
  CHECK(recipe_of(recipes, "gawk").files.empty());
  CHECK_FALSE(has(recipe_of(recipes, "gawk").provides, "awk"));
}

TEST_CASE("a root's shell is bash, if there is one") {
  const Contents dash = {.entries = {file("/usr/bin/dash"), symlink_entry("/usr/bin/sh", "dash")},
                         .provides = {"/bin/dash", "/bin/sh"}};
  const ContentsByName contents = {{"dash", dash}, {"bash", {.entries = {file("/usr/bin/bash")}}}};
  const auto both = recipes_of({.packages = {package("dash"), package("bash")}}, contents);
  CHECK(recipe_of(both, "dash").files == std::vector<Entry>{file("/usr/bin/dash")});
  CHECK(recipe_of(both, "dash").provides == Names{"/bin/dash"});
  CHECK(recipe_of(both, "bash").files ==
        std::vector<Entry>{file("/usr/bin/bash"), symlink_entry("/usr/bin/sh", "bash")});
  CHECK(recipe_of(both, "bash").provides == Names{"/bin/sh"});
  const auto alone = recipes_of({.packages = {package("dash")}}, contents);
  CHECK(has(alone[0].provides, "/bin/sh"));
}

TEST_CASE("a package gets the requested name, unless another package has it") {
  Closure closure{.packages = {package("libfoo-perl"), package("zlib1g-dev")}};
  closure.answers = {{"perl-Foo", "libfoo-perl"}, {"perl(Foo)", "libfoo-perl"}, {"zlib-devel", "zlib1g-dev"}};
  const ContentsByName contents = {{"libfoo-perl", {.provides = {"perl(Foo)"}}}, {"zlib1g-dev", {}}};
  const auto recipes = recipes_of(closure, contents);
  CHECK(recipe_of(recipes, "libfoo-perl").provides == Names{"perl-Foo = 1.0-1", "perl(Foo)"});
  CHECK(std::ranges::count(recipe_of(recipes, "zlib1g-dev").provides, "zlib-devel = 1.0-1") == 1);
}

TEST_CASE("no link is made where a package has a file") {
  const Closure closure{.packages = {package("a"), package("b")}, .dropped = {}};
  const ContentsByName contents = {{"a", {.alternatives = {{"/usr/bin/x", "/usr/bin/a"}}}},
                                   {"b", {.entries = {file("/usr/bin/x")}}}};
  CHECK(links_made(closure, contents).empty());
}

TEST_CASE("a recipe expresses Debian's metadata in RPM's terms") {
  DebPackage tool = package("tool");
  tool.version = "2:1.0-rc1-3";
  tool.depends = {{{"lib", ">=", "1.0-1~"}}, {{"missing", "", ""}}};
  tool.provides = {{"gadget", "=", "1.0-3"}};
  DebPackage lib = package("lib");
  lib.architecture = "all";
  const Closure closure{.packages = {tool, lib}, .dropped = {}};
  const ContentsByName contents = {
      {"tool",
       {.entries = {folder("/usr/bin"), file("/usr/bin/tool")}, .provides = {"/bin/tool"}, .newest = 7}},
      {"lib", {}}};
  const auto recipes = recipes_of(closure, contents);
  const Recipe& recipe = recipe_of(recipes, "tool");
  CHECK(recipe.nevra.str() == "tool-1.0.rc1-3.x86_64");
  CHECK(recipe.requirements == Names{"lib >= 1.0-1~"});
  CHECK(recipe.before == Names{k_filesystem});
  CHECK(recipe.provides == Names{"gadget = 1.0-3", "/bin/tool"});
  CHECK(recipe.files ==
        std::vector<Entry>{file("/usr/bin/tool")});  // the folder belongs to hostbase-filesystem
  CHECK(recipe.epoch == 7);
  CHECK(recipe_of(recipes, "lib").nevra.arch == "noarch");
}

TEST_CASE("python3-devel is python3-dev, not the library beside it, which gets the name if it is alone") {
  const ContentsByName contents = {{"python3-dev", {}}, {"libpython3-dev", {}}};
  const auto both =
      recipes_of({.packages = {package("libpython3-dev"), package("python3-dev")}, .dropped = {}}, contents);
  CHECK_FALSE(has(recipe_of(both, "libpython3-dev").provides, "python3-devel = 1.0-1"));
  CHECK(has(recipe_of(both, "libpython3-dev").provides, "libpython3-devel = 1.0-1"));
  CHECK(has(recipe_of(both, "python3-dev").provides, "python3-devel = 1.0-1"));
  const auto alone = recipes_of({.packages = {package("libpython3-dev")}, .dropped = {}}, contents);
  CHECK(has(alone[0].provides, "python3-devel = 1.0-1"));
}

TEST_CASE("an RPM name that is also a Debian package name stays with that package") {
  const ContentsByName contents = {{"pkg-config", {}}, {"pkgconf", {}}};
  const auto alone = recipes_of({.packages = {package("pkg-config")}, .dropped = {}}, contents);
  CHECK(has(alone[0].provides, "pkgconf = 1.0-1"));
  const auto both =
      recipes_of({.packages = {package("pkg-config"), package("pkgconf")}, .dropped = {}}, contents);
  CHECK_FALSE(has(recipe_of(both, "pkg-config").provides, "pkgconf = 1.0-1"));
}

TEST_CASE("conflicting seeds have Conflicts") {
  Closure closure{.packages = {package("a"), package("b")}, .dropped = {}};
  closure.packages[0].conflicts = {{"b", "", ""}};
  const auto recipes = recipes_of(closure, {{"a", {}}, {"b", {}}});
  CHECK(recipe_of(recipes, "a").conflicts == Names{"b"});
  CHECK(recipe_of(recipes, "b").conflicts == Names{"a"});
}

TEST_CASE("a spec quotes everything") {
  const Recipe recipe{
      .nevra = {.name = "x", .evr = {.version = "1", .release = "2"}, .arch = "noarch"},
      .summary = "100% %(touch /tmp/evil)\nName: y",
      .files = {file("/a b%c"), file("/q[x]*?\"\\{}"), symlink_entry("/l", "t"), folder("/d")},
      .conffiles = {"/a b%c"}};
  const std::string text = spec_text(recipe);
  CHECK(text.find("Summary: 100%% %%(touch /tmp/evil) Name: y\n") != std::string::npos);
  CHECK(text.find("BuildArch: noarch\n") != std::string::npos);
  CHECK(text.find("%config(noreplace) %attr(0644,root,root) \"/a b%%c\"\n") != std::string::npos);
  CHECK(text.find("%attr(0644,root,root) /q?x???????\n") != std::string::npos);
  CHECK(text.find("\n\"/l\"\n") != std::string::npos);
  CHECK(text.find("%dir %attr(0755,root,root) \"/d\"\n") != std::string::npos);
  Recipe tab = recipe;
  tab.files = {file("/a\tb")};
  CHECK_THROWS_WITH_AS(spec_text(tab), doctest::Contains("cannot package the name"), Error);
}
