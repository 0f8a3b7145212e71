// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/digest.hpp"
#include "core/text.hpp"

namespace rpmworks::build {

namespace {

constexpr const char* k_kind = "build";

}  // namespace

std::string BuildInputs::key() const {
  Digest digest;
  digest.field("build 1").field(srpm_sha256).field(environment_sha256);
  for (const auto& [name, sum] : local) digest.field(name).field(sum);
  return digest.hex();
}

std::string BuildInputs::root_key(const std::string& srpm, const std::string& target,
                                  const std::string& root) {
  return Digest().field("build by root 1").field(srpm).field(target).field(root).hex();
}

std::string BuildInputs::difference(const std::optional<BuildInputs>& before) const {
  if (!before) return "never built";
  if (srpm_sha256 != before->srpm_sha256) return "source package changed";
  std::vector<std::string> changed;
  for (const auto& [name, sum] : local) {
    const auto found = before->local.find(name);
    if (found == before->local.end() || found->second != sum) changed.push_back(name);
  }
  for (const auto& [name, sum] : before->local)
    if (!local.contains(name)) changed.push_back(name);
  if (!changed.empty()) return join(changed, ", ") + " changed";
  if (environment_sha256 != before->environment_sha256) return "build root changed";
  return "its result is no longer in the store";
}

std::string BuildInputs::to_json() const {
  return nlohmann::json{{"srpm", srpm_sha256}, {"environment", environment_sha256}, {"local", local}}.dump();
}

BuildInputs BuildInputs::from_json(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  return {json.at("srpm"), json.at("environment"), json.at("local")};
}

void keep_result(store::Store& store, const std::string& key, const BuildResult& result) {
  auto packages = nlohmann::json::array();
  for (const auto& artifact : result.packages)
    packages.push_back({{"file", artifact.file_name}, {"sha256", artifact.sha256}});
  const nlohmann::json json = {{"name", result.name},
                               {"target", result.target},
                               {"engine", result.engine},
                               {"srpm", result.srpm_sha256},
                               {"buildroot", result.buildroot_sha256},
                               {"packages", packages}};
  store.put_record(k_kind, key, json.dump());
}

std::optional<BuildResult> kept_result(const store::Store& store, const std::string& key) {
  const auto text = store.record(k_kind, key);
  if (!text) return std::nullopt;
  const auto json = nlohmann::json::parse(*text);
  BuildResult result;
  result.name = json.at("name");
  result.target = json.at("target");
  result.engine = json.at("engine");
  result.srpm_sha256 = json.at("srpm");
  result.buildroot_sha256 = json.at("buildroot");
  for (const auto& package : json.at("packages")) {
    const std::string sha256 = package.at("sha256");
    if (!store.has_blob(sha256)) return std::nullopt;
    const fs::path path = store.blob(sha256);
    result.packages.push_back({package.at("file"), sha256, path, rpm::read_package(path)});
  }
  result.cached = true;
  return result;
}

}  // namespace rpmworks::build
