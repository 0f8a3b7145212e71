// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "core/error.hpp"
#include "product/package_choice.hpp"
#include "product/recipe_changes.hpp"
#include "unit/product/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::product;
using Names = std::vector<std::string>;

namespace {

constexpr const char* k_two_targets =
    "targets:\n  a: { buildroot: { repos: [hostbase] } }\n  b: { buildroot: { repos: [hostbase] } }\n";

config::Config two_targets() {
  return config::parse(std::string("schema: 1\nproduct: p\n") + k_two_targets +
                           "packages:\n  greet: { git: g }\n  greeter: { git: h, targets: [a] }\n",
                       "/p/repos.yaml", {.folder = "/hostbase"});
}

}  // namespace

TEST_CASE("packages are chosen by name and by target") {
  const config::Config config = two_targets();
  const auto& a = config.target("a");
  const auto& b = config.target("b");
  CHECK(names_of(choose_packages(config, a, {})) == Names{"greet", "greeter"});
  CHECK(names_of(choose_packages(config, b, {})) == Names{"greet"});
  CHECK(names_of(choose_packages(config, a, {"greeter", "greeter"})) == Names{"greeter"});
  CHECK_THROWS_WITH_AS(choose_packages(config, b, {"greeter"}),
                       "the package 'greeter' is not built for the target 'b'", Error);
  CHECK_THROWS_WITH_AS(choose_packages(config, a, {"gret"}), "no package is named 'gret'", Error);
}

TEST_CASE("options select a target, and replace its engine and executor for this run only") {
  test::ProductFixture product;
  product.settings = k_two_targets;
  const Session session = product.open();
  const config::Target chosen =
      choose_target(session, {.target = "a", .engine = "mock", .executor = "slurm"});
  CHECK(chosen.name == "a");
  CHECK(chosen.engine == "mock");
  CHECK(chosen.executor == "slurm");
  CHECK(session.config.target("a").engine == "auto");
  CHECK(choose_target(session, {.target = "b"}).engine == "auto");
  CHECK_THROWS_AS(choose_target(session), Error);
}

TEST_CASE("only the given parts of a recipe are changed") {
  config::Recipe recipe{
      .version = config::Recipe::VersionFrom::tag, .tag_pattern = "v{version}", .release = "7"};
  RecipeChanges{}.apply_to(recipe);
  CHECK(recipe.version == config::Recipe::VersionFrom::tag);
  CHECK(recipe.tag_pattern == "v{version}");
  CHECK(recipe.submodules);
  RecipeChanges{.version = config::Recipe::VersionFrom::spec,
                .release = "8",
                .gear = config::Recipe::Rules::never,
                .no_submodules = true}
      .apply_to(recipe);
  CHECK(recipe.version == config::Recipe::VersionFrom::spec);
  CHECK(recipe.tag_pattern == "v{version}");
  CHECK(recipe.release == "8");
  CHECK(recipe.gear == config::Recipe::Rules::never);
  CHECK_FALSE(recipe.submodules);
}
