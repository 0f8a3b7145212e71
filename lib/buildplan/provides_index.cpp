// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/provides_index.hpp"

#include "rpm/requirement.hpp"

namespace rpmworks::buildplan {

ProvidesIndex::ProvidesIndex(const engine::Packages& product) {
  for (size_t i = 0; i < product.size(); ++i) {
    if (!product[i]) continue;
    for (const rpm::SpecPackage& package : product[i]->srpm.info.packages) {
      m_promised.emplace(hash(package.nevra.name), i);
      for (const std::string& provided : package.provides)
        m_promised.emplace(hash(rpm::requirement_name(provided)), i);
    }
  }
}

void ProvidesIndex::add(const engine::Artifact& artifact) {
  if (!m_known.insert(&artifact).second) return;
  std::unordered_set<size_t> hashes{hash(artifact.package.nevra.name)};
  for (const std::string& provided : artifact.package.provides)
    hashes.insert(hash(rpm::requirement_name(provided)));
  for (const std::string& file : rpm::file_names(artifact.path)) hashes.insert(hash(file));
  for (const size_t one : hashes) m_built.emplace(one, &artifact);
}

}  // namespace rpmworks::buildplan
