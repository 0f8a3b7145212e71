// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/own_names.hpp"

namespace rpmworks::buildplan {

namespace {

// Of "zlib-devel >= 1.2".
std::string_view name_in(std::string_view provided) {
  return provided.substr(0, provided.find(' '));
}

}  // namespace

OwnNames::OwnNames(const std::vector<const srpm::Srpm*>& product) {
  for (size_t i = 0; i < product.size(); ++i) {
    if (!product[i]) continue;
    for (const rpm::SpecPackage& package : product[i]->info.packages) {
      m_promised.emplace(hash(package.nevra.name), i);
      for (const std::string& provided : package.provides) m_promised.emplace(hash(name_in(provided)), i);
    }
  }
}

void OwnNames::add(const engine::Artifact& artifact) {
  if (!m_known.insert(&artifact).second) return;
  std::unordered_set<size_t> hashes{hash(artifact.package.nevra.name)};
  for (const std::string& provided : artifact.package.provides) hashes.insert(hash(name_in(provided)));
  for (const std::string& file : rpm::file_names(artifact.path)) hashes.insert(hash(file));
  for (const size_t one : hashes) m_built.emplace(one, &artifact);
}

}  // namespace rpmworks::buildplan
