// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/listing.hpp"

#include <algorithm>

#include "core/json.hpp"

namespace rpmworks::buildroot {

namespace {

std::string document(Json packages, const std::string& buildroot_sha256) {
  const Json json = {
      {"schema", 1}, {"buildroot_sha256", buildroot_sha256}, {"packages", std::move(packages)}};
  return json.dump(2) + "\n";
}

}  // namespace

std::string buildroot_json(std::vector<engine::InstalledPackage> packages,
                           const std::string& buildroot_sha256) {
  std::ranges::sort(packages, {}, [](const engine::InstalledPackage& package) {
    return std::pair(package.nevra.str(), package.sha256);
  });
  Json entries = Json::array();
  for (const engine::InstalledPackage& package : packages) {
    Json entry{{"nevra", package.nevra.str()}, {"sha256", package.sha256}};
    if (package.size) entry["size"] = package.size;
    entry["origin"] = package.repository.empty() ? k_own_package : package.repository;
    if (!package.repository.empty()) entry["location"] = package.href;
    entries.push_back(std::move(entry));
  }
  return document(std::move(entries), buildroot_sha256);
}

std::string buildroot_json(const std::vector<std::string>& nevras, const std::string& buildroot_sha256) {
  Json packages = Json::array();
  for (const std::string& nevra : nevras) packages.push_back({{"nevra", nevra}});
  return document(std::move(packages), buildroot_sha256);
}

}  // namespace rpmworks::buildroot
