// SPDX-License-Identifier: GPL-3.0-or-later
#include "proving/released_builds.hpp"

#include <doctest/doctest.h>

#include "attest/envelope.hpp"
#include "core/error.hpp"

using namespace rpmworks;
using namespace rpmworks::proving;

namespace {

ReleasedBuild build(const std::string& name, const std::string& root, const std::string& makes) {
  ReleasedBuild one;
  one.build.package = name;
  one.build.buildroot_sha256 = root;
  one.build.unsigned_packages.push_back({.name = name, .uri = {}, .digest = makes});
  return one;
}

}  // namespace

TEST_CASE("a build comes after those whose packages are in its build root") {
  ReleasedBuilds all;
  all.builds = {build("app", "r1", "a"), build("lib", "r2", "l"), build("tool", "r3", "t")};
  all.roots.roots = {{"r1", {.packages = {"base", "l"}, .nevras = {}}},
                     {"r2", {.packages = {"base", "t"}, .nevras = {}}},
                     {"r3", {.packages = {"base"}, .nevras = {}}}};
  CHECK(build_order(all, {}) == std::vector<size_t>{2, 1, 0});
  CHECK(build_order(all, {"lib"}) == std::vector<size_t>{2, 1});
  CHECK(build_order(all, {"tool"}) == std::vector<size_t>{2});
}

TEST_CASE("builds of a cycle, and those with an unknown root, are in the order too") {
  ReleasedBuilds all;
  all.builds = {build("a", "r1", "a"), build("b", "r2", "b"), build("c", "unknown", "c")};
  all.roots.roots = {{"r1", {.packages = {"b"}, .nevras = {}}}, {"r2", {.packages = {"a"}, .nevras = {}}}};
  CHECK(build_order(all, {}).size() == 3);
}

TEST_CASE("bad input: a release without statements, or with damaged ones") {
  const TempDir folder(fs::temp_directory_path(), "proving-");
  manifest::Manifest made{.product = "acme", .release = "1.0"};
  try {
    released_builds(made, folder.path());
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
    CHECK(error.render().find("does not say how its packages were built") != std::string::npos);
  }
  made.files.push_back({.file = "provenance/a.intoto.jsonl", .sha256 = {}});
  fs::create_directory(folder.path() / "provenance");
  write_new_file(folder.path() / "provenance/a.intoto.jsonl", "damaged\n");
  CHECK_THROWS_AS(released_builds(made, folder.path()), Error);
}
