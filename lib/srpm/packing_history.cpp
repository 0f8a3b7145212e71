// SPDX-License-Identifier: GPL-3.0-or-later
// What a package in the making takes from history: rpmautospec's macros, and what it was called at other
// commits.
#include <fmt/format.h>

#include <algorithm>

#include "rpm/stand_ins.hpp"
#include "spec/text.hpp"
#include "srpm/autochangelog.hpp"
#include "srpm/packing.hpp"
#include "srpm/past_versions.hpp"

namespace rpmworks::srpm {

// %autorelease and %autochangelog stand for what history says, and the package takes that along.
void Packing::count_release() {
  const bool is_released = rpm::asks_for(m_text, "autorelease", m_request.macros);
  const bool is_told = rpm::asks_for(m_text, "autochangelog", m_request.macros) &&
                       m_request.recipe.changelog == config::Recipe::Changelog::spec;
  if (!is_released && !is_told) return;
  if (is_told) require_line_of_autochangelog(m_text, m_spec);
  ReleaseCount count(m_repository, m_spec, m_request, {.autorelease = is_released, .autochangelog = is_told},
                     [this](const git::Commit& commit) { return epoch_version_at(commit); });
  const git::Commit& commit = m_lineage.commit;
  if (is_released) {
    m_release_number = count.at(commit);
    m_query.macros[rpm::k_autorelease] = rpm::autorelease_body(m_release_number);
    m_reporter.detail(fmt::format("{}: %autorelease counts {}", m_spec, m_release_number));
  }
  if (!is_told) return;
  const auto text_at = [this](const git::Commit& at) {
    return m_repository.blob(m_repository.entry(at, m_spec)->id);
  };
  m_text = with_autochangelog(
      m_text, autochangelog(m_repository, m_spec, commit, count, text_at,
                            [this](const std::string& text) { warn(fmt::format("{}: {}", m_spec, text)); }));
}

// What the lines of the spec say where they say it plainly, and what rpm reads where macros do.
std::optional<std::string> Packing::epoch_version_at(const git::Commit& commit) const {
  const auto entry = m_repository.entry(commit, m_spec);
  const std::string text = m_repository.blob(entry->id);
  const auto versions = spec::find_tag(text, "Version");
  const auto epochs = spec::find_tag(text, "Epoch");
  const auto is_plain = [](const spec::TagLine& line) { return line.value.find('%') == std::string::npos; };
  if (versions.size() == 1 && epochs.size() <= 1 && std::ranges::all_of(versions, is_plain) &&
      std::ranges::all_of(epochs, is_plain))
    return epochs.empty() ? versions[0].value : epochs[0].value + ":" + versions[0].value;
  Request request = m_request;
  request.recipe = {};
  const auto evr = evr_of(commit, Lineage{.commit = commit}, request);
  if (!evr) return std::nullopt;
  return evr->epoch.empty() ? evr->version : evr->epoch + ":" + evr->version;
}

// What the spec of another commit says; nothing when it cannot be parsed.
std::optional<rpm::Evr> Packing::evr_of(const git::Commit& commit, const Lineage& lineage,
                                        Request request) const {
  request.recipe = {.version = request.recipe.version,
                    .tag_pattern = request.recipe.tag_pattern,
                    .gear = config::Recipe::Rules::never};  // which may be bad there, and make no version
  request.dirty = false;
  // Only a release's own number is asked for, and no changelog.
  if (!lineage.is_tagged) request.macros[rpm::k_autorelease] = "1";
  request.macros["autochangelog"] = "%{nil}";
  const std::string key = key_of_past_version(m_repository, m_spec, commit, lineage, request);
  if (auto known = past_version(m_places.store, key)) return known->evr;
  std::optional<Packing> past;
  PastVersion found;
  try {
    if (git::TreeFiles(m_repository, commit).find(m_spec)) request.spec = m_spec;
    found.evr =
        past.emplace(m_repository, m_url, commit, lineage, request, m_places, Reporter::silent()).look().evr;
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
    m_reporter.detail(
        fmt::format("the spec of {} is not understood: {}", commit.id.substr(0, 12), error.what()));
  }
  // A deadline that passed, or memory that ran out, says nothing about the next time.
  if (past && past->m_was_answered) put_past_version(m_places.store, key, found);
  return found.evr;
}

// What the package was called at a release: its version by the same rules, its release as the spec had it.
std::optional<rpm::Evr> Packing::evr_at(const ReleaseTag& release) const {
  const git::Commit commit = m_repository.resolve(release.tag.commit);
  const Lineage lineage{.commit = commit, .tag = release, .is_tagged = true};
  return evr_of(commit, lineage, m_request);
}

}  // namespace rpmworks::srpm
