// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/past_versions.hpp"

#include "core/digest.hpp"
#include "core/json.hpp"
#include "spec/parse_view.hpp"
#include "srpm/record.hpp"

namespace rpmworks::srpm {

namespace {

constexpr const char* k_past_version = "past-version";

// The blob of a spec that parses the same in every tree; nothing for other specs.
std::optional<std::string> blob_of_plain_spec(const git::Repository& repository, const std::string& spec,
                                              const git::Commit& commit) {
  const auto entry = repository.entry(commit, spec);
  const bool is_file =
      entry && (entry->kind == git::TreeEntry::Kind::file || entry->kind == git::TreeEntry::Kind::executable);
  if (!is_file || !spec::reads_no_file(repository.blob(entry->id))) return std::nullopt;
  return entry->id;
}

}  // namespace

std::string key_of_past_version(const git::Repository& repository, const std::string& spec,
                                const git::Commit& commit, const ReleaseHistory& history,
                                const Request& request) {
  Digest digest;
  digest.field(k_recipe).field(rpm::rpm_version()).field(rpm::macro_files_sha256());
  // At a release, %autorelease depends on the commits before it.
  const auto blob = history.is_tagged ? std::nullopt : blob_of_plain_spec(repository, spec, commit);
  digest.field(blob ? "blob" : "commit").field(blob ? *blob : commit.id);
  digest.field(spec).field(request.subdir).field(request.arch);
  digest.field(std::to_string(request.macros.size()));
  for (const auto& [name, value] : request.macros) digest.field(name).field(value);
  digest.field(std::to_string(request.generated_sources.size()));
  for (const auto& [name, content] : request.generated_sources) digest.field(name).field(content);
  digest.field(std::to_string(static_cast<int>(request.recipe.version))).field(request.recipe.tag_pattern);
  history.add_to(digest);
  return digest.hex();
}

std::optional<PastVersion> past_version(const store::Store& store, const std::string& key) {
  const auto text = store.record(k_past_version, key);
  if (!text) return std::nullopt;
  try {
    const Json json = Json::parse(*text);
    if (!json.at("parses").get<bool>()) return PastVersion{};
    return PastVersion{rpm::Evr{.epoch = json.at("epoch").get<std::string>(),
                                .version = json.at("version").get<std::string>(),
                                .release = json.at("release").get<std::string>()}};
  } catch (const JsonError&) {
    return std::nullopt;  // written by another version of rpmworks
  }
}

void put_past_version(store::Store& store, const std::string& key, const PastVersion& version) {
  Json json = {{"parses", version.evr.has_value()}};
  if (version.evr) {
    json["epoch"] = version.evr->epoch;
    json["version"] = version.evr->version;
    json["release"] = version.evr->release;
  }
  store.put_record(k_past_version, key, json.dump());
}

}  // namespace rpmworks::srpm
