// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/choice.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <type_traits>

#include "buildplan/records.hpp"
#include "core/digest.hpp"

namespace rpmworks::buildplan {

namespace {

// Everything that the solver sees of a package that is still to be built.
std::string promise_digest(const srpm::Srpm& srpm) {
  Digest digest;
  digest.field(srpm.nevra.str());
  for (const rpm::SpecPackage& package : srpm.info.packages) {
    digest.field(package.nevra.str()).field(std::to_string(package.provides.size()));
    for (const std::string& provided : package.provides) digest.field(provided);
  }
  return digest.hex();
}

}  // namespace

Chooser::Chooser(const Repositories& repositories, store::Store& store, std::string environment,
                 engine::Packages product)
    : m_base(repositories),
      m_store(store),
      m_environment(std::move(environment)),
      m_product(std::move(product)) {
  Digest digest;
  for (const engine::PackagePtr& package : m_product)
    digest.field(package ? promise_digest(package->srpm) : "");
  m_product_digest = digest.hex();
}

// The key covers all packages, not only the relevant ones: finding those needs the repositories.
std::string Chooser::key(BuildRequirements needs, const std::vector<const engine::Artifact*>& built,
                         const std::vector<size_t>& withheld) const {
  Digest digest;
  digest.field("choice 4").field(m_environment).field(m_product_digest);
  for (std::vector<std::string>* texts : {&needs.requirements, &needs.conflicts}) {
    std::ranges::sort(*texts);
    digest.field(std::to_string(texts->size()));
    for (const std::string& text : *texts) digest.field(text);
  }
  digest.field(std::to_string(built.size()));
  for (const engine::Artifact* artifact : built) digest.field(artifact->sha256);
  digest.field({reinterpret_cast<const char*>(withheld.data()), withheld.size() * sizeof(size_t)});
  return digest.hex();
}

Choice Chooser::choose(const BuildRequirements& needs, const std::vector<const engine::Artifact*>& built,
                       const std::vector<size_t>& withheld) {
  const std::string key = this->key(needs, built, withheld);
  if (auto known = k_choices.find(m_store, key)) return std::move(*known);
  // A package that only a conflict names cannot be part of a solution.
  Choice choice = solve(needs, relevant(needs.requirements, built, withheld));
  k_choices.put(m_store, key, choice);
  return choice;
}

// The product's packages that can be part of a solution: those that provide a name in the requirements, or a
// name that a package found this way requires in turn. No other package can change the solver's answer.
ProvidesIndex::Found Chooser::relevant(const std::vector<std::string>& requirements,
                                       const std::vector<const engine::Artifact*>& built,
                                       const std::vector<size_t>& withheld) {
  if (!m_repositories) m_repositories = m_base.universe();
  if (!m_index) m_index.emplace(m_product);
  for (const engine::Artifact* artifact : built) m_index->add(*artifact);
  const std::unordered_set<const engine::Artifact*> visible(built.begin(), built.end());
  ProvidesIndex::Found found;
  std::vector<std::string> asked = requirements;
  const auto take = [&](auto one) {
    if constexpr (std::is_same_v<decltype(one), size_t>) {
      if (std::ranges::binary_search(withheld, one) || !found.promised.insert(one).second) return;
      for (const rpm::SpecPackage& package : m_product[one]->srpm.info.packages)
        asked.push_back(package.nevra.name);
    } else {
      if (!visible.contains(one) || !found.built.insert(one).second) return;
      // The solver compares the versions of packages that have the same name.
      asked.push_back(one->package.nevra.name);
      asked.insert(asked.end(), one->package.requires_.begin(), one->package.requires_.end());
    }
  };
  for (size_t looked_at = 0; looked_at < asked.size();) {
    looked_at = asked.size();
    for (const std::string& name : m_repositories->names_looked_up(asked)) m_index->find(name, take);
  }
  return found;
}

Choice Chooser::solve(const BuildRequirements& needs, const ProvidesIndex::Found& own) {
  if (!m_universe) m_universe = m_base.universe();
  m_universe->remove_own();
  std::map<fs::path, std::string> digests;
  for (const engine::Artifact* artifact : own.built) digests.emplace(artifact->path, artifact->sha256);
  std::vector<fs::path> files;
  for (const auto& [path, digest] : digests) files.push_back(path);
  if (!files.empty()) m_universe->add_files("product", files);
  for (const size_t i : own.promised)
    m_universe->add_promised(m_product[i]->srpm.nevra.str(), m_product[i]->srpm.info);
  const solve::Solution solution = m_universe->solve(needs.requirements, needs.conflicts);
  std::set<std::string> chosen_files;
  std::set<std::string> chosen_promises;
  for (const solve::Chosen& chosen : solution.install) {
    if (!chosen.file.empty()) chosen_files.insert(digests.at(chosen.file));
    if (!chosen.promised_by.empty()) chosen_promises.insert(chosen.promised_by);
  }
  return {.solved = solution.problems.empty(),
          .files = {chosen_files.begin(), chosen_files.end()},
          .promised = {chosen_promises.begin(), chosen_promises.end()}};
}

}  // namespace rpmworks::buildplan
