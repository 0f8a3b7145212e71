// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/release_facts.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

#include "core/json_value.hpp"
#include "layout/repo_file.hpp"
#include "releases/release_place.hpp"
#include "releases/tree_state.hpp"
#include "repodata/repodata.hpp"

namespace rpmworks::releases {

namespace {

struct FactsRecord {
  std::string state;  ///< of manifest.json
  ReleaseFacts facts;
};

fs::path facts_file(const std::string& release, const store::Workspace& workspace) {
  return workspace.state() / "releases" / (release + ".facts.json");
}

Json json_of(const FactsRecord& record) {
  const ReleaseFacts& facts = record.facts;
  Json sections = Json::array();
  for (const auto& section : facts.sections)
    sections.push_back({{"path", section.path}, {"client", section.client}, {"time", section.metadata_time}});
  Json withdrawn = Json::array();
  for (const auto& one : facts.withdrawn)
    withdrawn.push_back({{"nevra", one.nevra},
                         {"section", one.section},
                         {"sha256", one.sha256},
                         {"release", one.release},
                         {"reason", one.reason}});
  return {{"state", record.state},
          {"release", facts.release},
          {"product", facts.product},
          {"created", facts.created},
          {"config_sha256", facts.config_sha256},
          {"lock_sha256", facts.lock_sha256},
          {"delta_from", facts.delta_from},
          {"sections", std::move(sections)},
          {"keys", facts.keys},
          {"repo_files", facts.repo_files},
          {"next_expiry", facts.next_expiry},
          {"packages", facts.packages},
          {"bytes", facts.bytes},
          {"withdrawn", std::move(withdrawn)}};
}

FactsRecord facts_of_json(const Json& json) {
  FactsRecord record{.state = json.at("state"), .facts = {}};
  ReleaseFacts& facts = record.facts;
  facts.release = json.at("release").text();
  facts.product = json.at("product").text();
  facts.created = json.at("created").text();
  facts.config_sha256 = json.at("config_sha256").text();
  facts.lock_sha256 = json.at("lock_sha256").text();
  facts.delta_from = json.at("delta_from").text();
  for (const Json& section : json.at("sections"))
    facts.sections.push_back(
        {.path = section.at("path"), .client = section.at("client"), .metadata_time = section.at("time")});
  json.at("keys").get_to(facts.keys);
  json.at("repo_files").get_to(facts.repo_files);
  json.at("next_expiry").get_to(facts.next_expiry);
  json.at("packages").get_to(facts.packages);
  json.at("bytes").get_to(facts.bytes);
  for (const Json& one : json.at("withdrawn"))
    facts.withdrawn.push_back({.nevra = one.at("nevra"),
                               .section = one.at("section"),
                               .sha256 = one.at("sha256"),
                               .release = one.at("release"),
                               .reason = one.at("reason")});
  return record;
}

ReleaseFacts facts_in(const manifest::Manifest& manifest, const std::string& release,
                      const fs::path& folder) {
  ReleaseFacts facts{.release = release,
                     .product = manifest.product,
                     .created = manifest.created,
                     .config_sha256 = manifest.config_sha256,
                     .lock_sha256 = manifest.lock_sha256,
                     .sections = {},
                     .keys = {},
                     .repo_files = {},
                     .withdrawn = manifest.withdrawn};
  for (const auto& section : manifest.sections) {
    facts.sections.push_back({.path = section.path,
                              .client = section.client,
                              .metadata_time = repodata::newest_time(folder / section.path)});
    facts.packages += section.packages;
    facts.bytes += section.bytes;
  }
  for (const auto& file : manifest.files) {
    if (file.file.find('/') != std::string::npos) continue;
    if (layout::is_key_file(file.file)) facts.keys.push_back(file.file);
    if (file.file.ends_with(".repo")) facts.repo_files.push_back(file.file);
  }
  if (manifest.delta_from) facts.delta_from = manifest.delta_from->release;
  const int64_t now = std::time(nullptr);
  for (const auto& key : manifest.keys)
    if (key.expires && *key.expires > now)
      facts.next_expiry = facts.next_expiry == 0 ? *key.expires : std::min(facts.next_expiry, *key.expires);
  return facts;
}

// `state`: that of the manifest's file when the manifest was read, or before.
ReleaseFacts record_facts(const std::string& release, const manifest::Manifest& manifest, std::string state,
                          const store::Workspace& workspace) {
  FactsRecord record{.state = std::move(state),
                     .facts = facts_in(manifest, release, workspace.releases() / release)};
  make_folders(facts_file(release, workspace).parent_path());
  replace_file(facts_file(release, workspace), json_of(record).dump());
  return std::move(record.facts);
}

}  // namespace

const SectionFacts* ReleaseFacts::section(const std::string& path) const {
  const auto found = std::ranges::find(sections, path, &SectionFacts::path);
  return found == sections.end() ? nullptr : &*found;
}

std::optional<ReleaseFacts> known_facts(const std::string& release, const store::Workspace& workspace) {
  const std::string state = file_state(workspace.releases() / release / "manifest.json");
  auto known = value_in(facts_file(release, workspace), facts_of_json);
  if (!known || known->state != state || state.empty()) return std::nullopt;
  return std::move(known->facts);
}

ReleaseFacts facts_of(const std::string& release, const store::Workspace& workspace) {
  if (auto known = known_facts(release, workspace)) return std::move(*known);
  const fs::path folder = workspace.releases() / release;
  const std::string state = file_state(folder / "manifest.json");
  return record_facts(release, read_manifest(folder), state, workspace);
}

ReleaseFacts remember_facts(const std::string& release, const manifest::Manifest& manifest,
                            const store::Workspace& workspace) {
  const fs::path file = workspace.releases() / release / "manifest.json";
  return record_facts(release, manifest, file_state(file), workspace);
}

}  // namespace rpmworks::releases
