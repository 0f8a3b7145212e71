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

// What the solver is told of a promise.
std::string digest_of(const srpm::Srpm& promise) {
  Digest digest;
  digest.field(promise.nevra.str());
  for (const rpm::SpecPackage& package : promise.info.packages) {
    digest.field(package.nevra.str()).field(std::to_string(package.provides.size()));
    for (const std::string& provided : package.provides) digest.field(provided);
  }
  return digest.hex();
}

}  // namespace

solve::Universe Base::universe() const {
  solve::Universe universe(m_target.arch);
  for (const upstream::Metadata& metadata : m_engine.repositories(m_target, m_reporter))
    universe.add(metadata);
  return universe;
}

Chooser::Chooser(const Base& base, store::Store& store, std::string environment,
                 std::vector<const srpm::Srpm*> product)
    : m_base(base), m_store(store), m_environment(std::move(environment)), m_product(std::move(product)) {
  Digest digest;
  for (const srpm::Srpm* srpm : m_product) digest.field(srpm ? digest_of(*srpm) : "");
  m_product_digest = digest.hex();
}

// Without knowing what is relevant: for that the repositories would have to be read.
std::string Chooser::key(BuildNeeds needs, const std::vector<const engine::Artifact*>& built,
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

Choice Chooser::choose(const BuildNeeds& needs, const std::vector<const engine::Artifact*>& built,
                       const std::vector<size_t>& withheld) {
  const std::string key = this->key(needs, built, withheld);
  if (auto known = k_choices.find(m_store, key)) return std::move(*known);
  // A package that only a conflict names takes no part in a solution.
  Choice choice = solve(needs, relevant(needs.requirements, built, withheld));
  k_choices.put(m_store, key, choice);
  return choice;
}

// The product's packages that may take part in a solution, by their names: those that are looked up for the
// requirements, and for what the packages found require in their turn. All others leave the solver's answer
// as it is.
OwnNames::Packages Chooser::relevant(const std::vector<std::string>& requirements,
                                     const std::vector<const engine::Artifact*>& built,
                                     const std::vector<size_t>& withheld) {
  if (!m_repositories) m_repositories = m_base.universe();
  if (!m_names) m_names.emplace(m_product);
  for (const engine::Artifact* artifact : built) m_names->add(*artifact);
  const std::unordered_set<const engine::Artifact*> visible(built.begin(), built.end());
  OwnNames::Packages found;
  std::vector<std::string> asked = requirements;
  const auto take = [&](auto one) {
    if constexpr (std::is_same_v<decltype(one), size_t>) {
      if (std::ranges::binary_search(withheld, one) || !found.promised.insert(one).second) return;
      for (const rpm::SpecPackage& package : m_product[one]->info.packages)
        asked.push_back(package.nevra.name);
    } else {
      if (!visible.contains(one) || !found.built.insert(one).second) return;
      // Of packages of one name the solver compares the versions.
      asked.push_back(one->package.nevra.name);
      asked.insert(asked.end(), one->package.requires_.begin(), one->package.requires_.end());
    }
  };
  for (size_t looked_at = 0; looked_at < asked.size();) {
    looked_at = asked.size();
    for (const std::string& name : m_repositories->names_looked_up(asked)) m_names->find(name, take);
  }
  return found;
}

Choice Chooser::solve(const BuildNeeds& needs, const OwnNames::Packages& own) {
  if (!m_universe) m_universe = m_base.universe();
  m_universe->remove_own();
  std::map<fs::path, std::string> digests;
  for (const engine::Artifact* artifact : own.built) digests.emplace(artifact->path, artifact->sha256);
  std::vector<fs::path> files;
  for (const auto& [path, digest] : digests) files.push_back(path);
  if (!files.empty()) m_universe->add_files("product", files);
  for (const size_t i : own.promised) m_universe->add_promised(m_product[i]->nevra.str(), m_product[i]->info);
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
