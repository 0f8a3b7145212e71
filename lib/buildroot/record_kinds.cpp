// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/record_kinds.hpp"

#include "buildroot/records.hpp"

namespace rpmworks::buildroot {

namespace {

Json json_of_packages(const std::vector<engine::InstalledPackage>& packages) {
  auto array = Json::array();
  for (const auto& package : packages)
    array.push_back({{"sha256", package.sha256},
                     {"nevra", package.nevra.str()},
                     {"repository", package.repository},
                     {"href", package.href},
                     {"size", package.size}});
  return array;
}

std::vector<engine::InstalledPackage> packages_of_json(const Json& json) {
  std::vector<engine::InstalledPackage> packages;
  for (const auto& entry : json)
    packages.push_back({entry.at("sha256"), rpm::Nevra::parse(entry.at("nevra").get<std::string>()),
                        entry.at("repository"), entry.at("href"), entry.at("size")});
  return packages;
}

Json json_of_set(const BuildSet& set) {
  return {{"bootstrap", json_of_packages(set.bootstrap)},
          {"base", json_of_packages(set.base)},
          {"extra", json_of_packages(set.extra)}};
}

BuildSet set_of_json(const Json& json) {
  return {packages_of_json(json.at("bootstrap")), packages_of_json(json.at("base")),
          packages_of_json(json.at("extra"))};
}

Json json_of_bytes(const uint64_t& bytes) {
  return bytes;
}

uint64_t bytes_of_json(const Json& json) {
  return json.get<uint64_t>();
}

// Those of no repository are packages of the product, which lie in the store.
std::vector<std::string> own_packages(const BuildSet& set) {
  std::vector<std::string> own;
  for (const auto* const packages : {&set.bootstrap, &set.base, &set.extra})
    for (const engine::InstalledPackage& package : *packages)
      if (package.repository.empty()) own.push_back(package.sha256);
  return own;
}

}  // namespace

const store::RecordKind<BuildSet> k_build_sets{"build-set", 1, json_of_set, set_of_json, own_packages};
const store::RecordKind<uint64_t> k_outgrown_memory{"outgrown-memory", 1, json_of_bytes, bytes_of_json};

store::Kinds record_kinds() {
  return store::kinds_of(k_build_sets, k_outgrown_memory);
}

}  // namespace rpmworks::buildroot
