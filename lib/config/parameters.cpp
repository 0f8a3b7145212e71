// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/parameters.hpp"

#include "clients/profile.hpp"
#include "core/error.hpp"

namespace rpmworks::config {

namespace {

using Shown = std::function<std::string(const std::string&)>;

void add_text(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json.add(key, text);
}

Json texts_of(const std::map<std::string, std::string>& texts) {
  Json json = Json::object();
  for (const auto& [name, text] : texts) json.add(name, text);
  return json;
}

void add_sources(Json& json, const PackageSource& package, const Shown& shown) {
  Json sources = Json::object();
  for (const auto& [file, text] : package.generated_sources) sources.add(file, text);
  for (const auto& [file, source] : package.remote_sources)
    sources.add(file, {{"url", shown(source.url)}, {"sha256", source.sha256}});
  if (!sources.empty()) json.add("sources", std::move(sources));
}

void add_changelog(Json& json, const Recipe& recipe) {
  if (recipe.changelog == Recipe::Changelog::commit) json.add("changelog", "commit");
  if (recipe.changelog != Recipe::Changelog::commits) return;
  Json changelog = {{"from", "commits"}};
  if (!recipe.changelog_skip.empty()) changelog["skip"] = recipe.changelog_skip;
  json.add("changelog", std::move(changelog));
}

void add_recipe(Json& json, const Recipe& recipe, const Shown& shown) {
  if (recipe.version == Recipe::VersionFrom::tag) json.add("version", "tag");
  add_text(json, "tag-pattern", recipe.tag_pattern);
  if (recipe.snapshot) json.add("snapshot", true);
  add_text(json, "release", recipe.release);
  add_changelog(json, recipe);
  add_text(json, "upstream", recipe.upstream);
  if (recipe.gear != Recipe::Rules::automatic)
    json.add("gear", recipe.gear == Recipe::Rules::always ? "always" : "never");
  if (!recipe.lookaside.empty()) json.add("lookaside", shown(recipe.lookaside));
  if (!recipe.lfs.empty()) json.add("lfs", shown(recipe.lfs));
  if (!recipe.submodules) json.add("submodules", false);
}

void add_bootstrap(Json& json, const Bootstrap& bootstrap) {
  if (bootstrap == Bootstrap{}) return;
  Json inner = Json::object();
  if (!bootstrap.with.empty()) inner["with"] = bootstrap.with;
  if (!bootstrap.without.empty()) inner["without"] = bootstrap.without;
  if (!bootstrap.macros.empty()) inner.add("macros", texts_of(bootstrap.macros));
  json.add("bootstrap", std::move(inner));
}

}  // namespace

Json package_parameters(const PackageSource& package, const Shown& shown) {
  Json json = Json::object();
  if (package.srpm.empty()) {
    json.add("git", shown(package.git));
    add_text(json, "ref", package.ref);
    add_text(json, "spec", package.spec);
    add_text(json, "subdir", package.subdir);
    add_sources(json, package, shown);
    add_recipe(json, package.recipe, shown);
  } else {
    json.add("srpm", shown(package.srpm));
    add_text(json, "sha256", package.sha256);
  }
  add_bootstrap(json, package.bootstrap);
  if (package.building.network) json.add("network", true);
  if (!package.building.check) json.add("check", false);
  if (package.building.ccache) json.add("ccache", *package.building.ccache);
  return json;
}

Json target_parameters(const Target& target) {
  Json json = {{"arch", target.arch}};
  add_text(json, "dist", target.dist);
  json.add("client", std::string(clients::name_of(target.client)));
  // Whether a package for the compiler cache is in the build root; the size does not matter.
  if (target.ccache) json.add("ccache", true);
  json.add("buildroot", {{"install", target.install}, {"macros", texts_of(target.macros)}});
  return json;
}

Config config_of(const Parameters& parameters, const fs::path& base, const Hostbase& hostbase) {
  Json json = {{"schema", 1}, {"product", parameters.product}};
  Json targets = Json::object();
  for (const auto& [name, target] : parameters.targets) {
    // The parser wants a repository; it is removed below.
    Json with_one = target;
    if (!with_one.is_object() || (with_one.contains("buildroot") && !with_one["buildroot"].is_object()))
      throw Error(ExitCode::invalid, "the parameters of the target '" + name + "' are not an object");
    with_one["buildroot"]["repos"] = Json::of_array({Hostbase::k_name});
    targets.add(name, std::move(with_one));
  }
  json.add("targets", std::move(targets));
  json.add("packages", Json(parameters.packages));
  Config config = parse(json.dump(1), base / "provenance", hostbase);  // JSON is YAML
  for (auto& [name, target] : config.targets) target.repos.clear();
  return config;
}

}  // namespace rpmworks::config
