// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/known_release.hpp"

#include <chrono>
#include <ctime>
#include <thread>

#include "compose/stage.hpp"
#include "core/json_value.hpp"
#include "releases/release_facts.hpp"
#include "releases/tree_state.hpp"

namespace rpmworks::compose {

namespace {

struct KnownRecord {
  std::string tool;
  std::string state;
  int64_t expiry = 0;  ///< of the next key, seconds since 1970; 0: none
  std::vector<std::string> warnings;
};

fs::path known_file(const std::string& release, const store::Workspace& workspace) {
  return workspace.state() / "releases" / (release + ".verified.json");
}

KnownRecord known_of_json(const Json& json) {
  KnownRecord record{
      .tool = json.at("tool"), .state = json.at("state"), .expiry = json.at("expiry"), .warnings = {}};
  for (const auto& warning : json.at("warnings")) record.warnings.push_back(warning);
  return record;
}

}  // namespace

KnownRelease::KnownRelease(const fs::path& folder, const std::string& release,
                           const store::Workspace& workspace)
    : m_release(release), m_workspace(workspace), m_state(releases::tree_state(folder).digest) {}

std::optional<std::vector<std::string>> KnownRelease::warnings_if_good() const {
  auto known = value_in(known_file(m_release, m_workspace), known_of_json);
  if (!known || known->state != m_state || known->tool != tool_name()) return std::nullopt;
  if (known->expiry != 0 && known->expiry <= std::time(nullptr)) return std::nullopt;
  return std::move(known->warnings);
}

void KnownRelease::remember(const fs::path& folder, const std::vector<std::string>& warnings) const {
  releases::TreeState now = releases::tree_state(folder);
  if (!now.is_settled) {  // the gates of a small release take less time than that
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    now = releases::tree_state(folder);
  }
  if (now.digest != m_state || !now.is_settled) return;
  const Json json = {{"tool", tool_name()},
                     {"state", m_state},
                     {"expiry", releases::facts_of(m_release, m_workspace).next_expiry},
                     {"warnings", warnings}};
  const fs::path record = known_file(m_release, m_workspace);
  make_folders(record.parent_path());
  replace_file(record, json.dump());
}

}  // namespace rpmworks::compose
