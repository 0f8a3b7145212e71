// SPDX-License-Identifier: GPL-3.0-or-later
#include "attest/build.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "manifest/build_roots.hpp"

namespace rpmworks::attest {

namespace {

constexpr const char* k_provenance = "https://slsa.dev/provenance/v1";
constexpr const char* k_buildroot = "buildroot";
constexpr const char* k_source = "source";

std::string build_type() {
  return fmt::format("{}/provenance/rpm/v1", k_rpmworks);
}

Json dependencies_of(const Build& build) {
  Json dependencies = Json::array();
  dependencies.push_back(to_json(build.source));
  for (const auto& download : build.downloads) dependencies.push_back(to_json(download));
  if (build.buildroot) dependencies.push_back(to_json(*build.buildroot));
  return dependencies;
}

Build read(const Statement& statement) {
  const Json& definition = statement.predicate.at("buildDefinition");
  const Json& external = definition.at("externalParameters");
  const Json& internal = definition.at("internalParameters");
  const Json& details = statement.predicate.at("runDetails");
  if (statement.predicate_type != k_provenance) throw JsonError("it is not SLSA provenance v1");
  if (definition.at("buildType") != build_type()) throw JsonError("another program made it");
  Build build{.package = external.at("name"),
              .target = external.at("targetName"),
              .package_parameters = external.at("package"),
              .target_parameters = external.at("target"),
              .engine = internal.at("engine"),
              .tool = details.at("builder").at("version").at("rpmworks"),
              .source = {},
              .downloads = {},
              .buildroot_sha256 = internal.at("buildroot"),
              .buildroot = {},
              .unsigned_source = {},
              .unsigned_packages = {}};
  for (const Json& json : definition.at("resolvedDependencies")) {
    Resource resource = resource_of(json);
    if (build.source.digest.empty())
      build.source = std::move(resource);
    else if (resource.uri.starts_with(std::string(manifest::k_build_roots) + "/"))
      build.buildroot = std::move(resource);
    else
      build.downloads.push_back(std::move(resource));
  }
  for (const Json& json : details.at("byproducts")) {
    Resource resource = resource_of(json);
    if (build.unsigned_source.digest.empty())
      build.unsigned_source = std::move(resource);
    else
      build.unsigned_packages.push_back(std::move(resource));
  }
  if (!build.package_parameters.is_object() || !build.target_parameters.is_object())
    throw JsonError("the parameters of package and target must be objects");
  if (build.source.digest.empty()) throw JsonError("it does not say what the packages were made from");
  return build;
}

}  // namespace

Statement statement_of(const Build& build, std::vector<Resource> subjects) {
  std::vector<Resource> byproducts = {build.unsigned_source};
  byproducts.insert(byproducts.end(), build.unsigned_packages.begin(), build.unsigned_packages.end());
  Build named = build;
  named.source.name = k_source;
  if (named.buildroot) named.buildroot->name = k_buildroot;
  Json predicate = {
      {"buildDefinition",
       {{"buildType", build_type()},
        {"externalParameters",
         {{"name", build.package},
          {"package", build.package_parameters},
          {"targetName", build.target},
          {"target", build.target_parameters}}},
        {"internalParameters", {{"engine", build.engine}, {"buildroot", build.buildroot_sha256}}},
        {"resolvedDependencies", dependencies_of(named)}}},
      {"runDetails",
       {{"builder", {{"id", k_rpmworks}, {"version", Json::of_object({{"rpmworks", build.tool}})}}},
        {"byproducts", to_json(byproducts)}}}};
  return {.subjects = std::move(subjects), .predicate_type = k_provenance, .predicate = std::move(predicate)};
}

Build build_of(const Statement& statement, const std::string& file_name) {
  try {
    return read(statement);
  } catch (const JsonError& error) {
    throw Error(ExitCode::invalid,
                fmt::format("{} does not describe a build by rpmworks: {}", file_name, error.what()));
  }
}

}  // namespace rpmworks::attest
