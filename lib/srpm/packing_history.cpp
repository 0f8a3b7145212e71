// SPDX-License-Identifier: GPL-3.0-or-later
// What a package takes from the history: rpmautospec's macros, and its version at other commits.
#include <fmt/format.h>

#include <algorithm>

#include "rpm/stand_ins.hpp"
#include "spec/text.hpp"
#include "srpm/autochangelog.hpp"
#include "srpm/packing.hpp"
#include "srpm/past_versions.hpp"

namespace rpmworks::srpm {

// Sets %autorelease and %autochangelog from the history. The source package contains the values.
void Packing::set_release_count() {
  const bool is_released = rpm::asks_for(m_text, "autorelease", m_request.macros);
  const bool is_told = rpm::asks_for(m_text, "autochangelog", m_request.macros) &&
                       m_request.recipe.changelog == config::Recipe::Changelog::spec;
  if (!is_released && !is_told) return;
  if (is_told) require_line_of_autochangelog(m_text, m_spec);
  ReleaseCount count(m_repository, m_spec, m_request, {.autorelease = is_released, .autochangelog = is_told},
                     [this](const git::Commit& commit) { return epoch_version_at(commit); });
  const git::Commit& commit = m_history.commit;
  if (is_released) {
    m_release_number = count.at(commit);
    m_query.macros[rpm::k_autorelease] = rpm::autorelease_body(m_release_number);
    m_reporter.detail(fmt::format("{}: %autorelease counts {}", m_spec, m_release_number));
  }
  if (!is_told) return;
  m_text = with_autochangelog(m_text, autochangelog(count, commit, [this](const std::string& text) {
                                warn(fmt::format("{}: {}", m_spec, text));
                              }));
}

// The version in the lines of the spec if they are plain, else the version that rpm reads.
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
  const auto evr = evr_of({.commit = commit, .history = {.commit = commit}}, request);
  if (!evr) return std::nullopt;
  return evr->epoch.empty() ? evr->version : evr->epoch + ":" + evr->version;
}

// The EVR in the spec of another commit; nothing if it does not parse.
std::optional<rpm::Evr> Packing::evr_of(const CommitWithHistory& past, Request request) const {
  request.recipe = {
      .version = request.recipe.version,
      .tag_pattern = request.recipe.tag_pattern,
      .gear = config::Recipe::Rules::never};  // they may be invalid there, and do not affect the version
  request.dirty = false;
  // Only a release needs the real number; no commit needs the changelog here.
  if (!past.history.is_tagged) request.macros[rpm::k_autorelease] = "1";
  request.macros["autochangelog"] = "%{nil}";
  const std::string key = key_of_past_version(m_repository, m_spec, past, request);
  if (auto known = past_version(m_places.store, key)) return known->evr;
  std::optional<Packing> packing;
  PastVersion found;
  try {
    if (git::TreeFiles(m_repository, past.commit).find(m_spec)) request.spec = m_spec;
    found.evr = packing.emplace(m_origin, past, request, m_places, Reporter::silent()).load_spec().evr;
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
    m_reporter.detail(
        fmt::format("cannot parse the spec of {}: {}", past.commit.id.substr(0, 12), error.what()));
  }
  // A timeout or a lack of memory may not happen again, so do not record it.
  if (packing && packing->m_has_answer) put_past_version(m_places.store, key, found);
  return found.evr;
}

// The package's EVR at a release: the version by the same rules, the release from the spec at that commit.
std::optional<rpm::Evr> Packing::evr_at(const ReleaseTag& release) const {
  const git::Commit commit = m_repository.resolve(release.tag.commit);
  return evr_of({.commit = commit, .history = {.commit = commit, .tag = release, .is_tagged = true}},
                m_request);
}

}  // namespace rpmworks::srpm
