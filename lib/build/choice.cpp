// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/choice.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/digest.hpp"

namespace rpmworks::build {

namespace {

constexpr const char* k_kind = "build-choice";

std::string key_of(const std::string& environment, std::vector<std::string> requirements,
                   std::vector<std::string> built, std::vector<std::string> promised) {
  Digest digest;
  digest.field("choice 2").field(environment);
  for (auto* const list : {&requirements, &built, &promised}) {
    std::ranges::sort(*list);
    digest.field(std::to_string(list->size()));
    for (const std::string& text : *list) digest.field(text);
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

// A promise is one of many for each of the others.
const std::string& Chooser::digest_of(const srpm::Srpm& promise) const {
  const auto [at, is_new] = m_promises.try_emplace(&promise);
  if (!is_new) return at->second;
  Digest digest;
  digest.field(promise.nevra.str());
  for (const rpm::SpecPackage& package : promise.info.packages) {
    digest.field(package.nevra.str()).field(std::to_string(package.provides.size()));
    for (const std::string& provided : package.provides) digest.field(provided);
  }
  return at->second = digest.hex();
}

Choice Chooser::choose(const std::vector<std::string>& requirements,
                       const std::vector<const Artifact*>& built,
                       const std::vector<const srpm::Srpm*>& promised) const {
  std::vector<std::string> built_digests;
  std::vector<std::string> promise_digests;
  for (const Artifact* artifact : built) built_digests.push_back(artifact->sha256);
  for (const srpm::Srpm* srpm : promised) promise_digests.push_back(digest_of(*srpm));
  const std::string key =
      key_of(m_environment, requirements, std::move(built_digests), std::move(promise_digests));
  if (const auto known = m_store.record(k_kind, key)) {
    try {
      const auto json = nlohmann::json::parse(*known);
      return {json.at("solved"), json.at("files"), json.at("promised")};
    } catch (const nlohmann::json::exception&) {
      // A record of another version, or damaged, is as good as none.
    }
  }
  solve::Universe universe = m_base.universe();
  std::map<fs::path, std::string> digests;
  std::vector<fs::path> files;
  for (const Artifact* artifact : built) {
    if (digests.emplace(artifact->path, artifact->sha256).second) files.push_back(artifact->path);
  }
  std::ranges::sort(files);
  universe.add_files("product", files);
  for (const srpm::Srpm* srpm : promised) universe.add_promised(srpm->nevra.str(), srpm->info);
  const solve::Solution solution = universe.solve(requirements);
  std::set<std::string> chosen_files;
  std::set<std::string> chosen_promises;
  for (const solve::Chosen& chosen : solution.install) {
    if (!chosen.file.empty()) chosen_files.insert(digests.at(chosen.file));
    if (!chosen.promised_by.empty()) chosen_promises.insert(chosen.promised_by);
  }
  Choice choice{.solved = solution.problems.empty(),
                .files = {chosen_files.begin(), chosen_files.end()},
                .promised = {chosen_promises.begin(), chosen_promises.end()}};
  m_store.put_record(
      k_kind, key,
      nlohmann::json{{"solved", choice.solved}, {"files", choice.files}, {"promised", choice.promised}}
          .dump());
  return choice;
}

}  // namespace rpmworks::build
