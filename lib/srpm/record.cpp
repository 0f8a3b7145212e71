// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/record.hpp"

#include "archive/tarball.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/json.hpp"
#include "srpm/source_project.hpp"
#include "store/known_copy.hpp"

namespace rpmworks::srpm {

namespace {

constexpr const char* k_kind = "srpm";

void add(Digest& digest, const config::Recipe& recipe) {
  digest.field(std::to_string(static_cast<int>(recipe.version))).field(recipe.tag_pattern);
  digest.field(recipe.snapshot ? "snapshot" : "").field(recipe.release);
  digest.field(std::to_string(static_cast<int>(recipe.changelog)));
  digest.field(std::to_string(recipe.changelog_skip.size()));
  for (const auto& pattern : recipe.changelog_skip) digest.field(pattern);
  digest.field(recipe.upstream).field(std::to_string(static_cast<int>(recipe.gear)));
  // The URLs of downloads do not affect the bytes: digests identify the files. But with a lookaside cache, a
  // commit's list of them is read strictly.
  digest.field(recipe.lookaside.empty() ? "" : "lookaside");
  digest.field(recipe.submodules ? "submodules" : "");
}

}  // namespace

std::string key_of(const git::Commit& commit, const ReleaseHistory& history, const Request& request,
                   const std::string& origin) {
  Digest digest;
  digest.field(k_recipe)
      .field(archive::compressors())
      .field(rpm::rpm_version())
      .field(rpm::macro_files_sha256());
  digest.field(repository_name(origin));
  digest.field(commit.id).field(commit.tag).field(request.spec).field(request.subdir);
  // Of several specs, the name selects one.
  digest.field(request.spec.empty() ? request.name : "");
  digest.field(request.arch).field(request.payload);
  digest.field(std::to_string(request.generated_sources.size()));
  for (const auto& [name, content] : request.generated_sources) digest.field(name).field(content);
  digest.field(std::to_string(request.macros.size()));
  for (const auto& [name, value] : request.macros) digest.field(name).field(value);
  digest.field(std::to_string(request.remote_sources.size()));
  for (const auto& [name, source] : request.remote_sources) digest.field(name).field(source.sha256);
  add(digest, request.recipe);
  history.add_to(digest);
  digest.field(request.dirty ? commit.tree : "").field(std::to_string(static_cast<int>(request.client)));
  return digest.hex();
}

std::optional<Srpm> recorded(store::Store& store, const std::string& key) {
  const auto text = store.record(k_kind, key);
  if (!text) return std::nullopt;
  try {
    const Json json = Json::parse(*text);
    Srpm srpm;
    srpm.sha256 = json.at("sha256").get<std::string>();
    if (!store::has_blob_known_whole(store, srpm.sha256)) return std::nullopt;
    srpm.path = store.blob(srpm.sha256);
    srpm.nevra = {json.at("name").get<std::string>(),
                  {json.at("epoch").get<std::string>(), json.at("version").get<std::string>(),
                   json.at("release").get<std::string>()},
                  "src"};
    json.at("file_name").get_to(srpm.file_name);
    json.at("commit").get_to(srpm.commit);
    json.at("commit_time").get_to(srpm.commit_time);
    json.at("spec").get_to(srpm.spec);
    json.at("warnings").get_to(srpm.warnings);
    srpm.info = rpm::SpecInfo::from_json(json.at("info").dump());
    srpm.cached = true;
    return srpm;
  } catch (const JsonError&) {
    return std::nullopt;  // written by another version of rpmworks: make it again
  } catch (const Error&) {
    return std::nullopt;
  }
}

void put_record(store::Store& store, const std::string& key, const Srpm& srpm) {
  const Json json = {{"sha256", srpm.sha256},
                     {"name", srpm.nevra.name},
                     {"epoch", srpm.nevra.evr.epoch},
                     {"version", srpm.nevra.evr.version},
                     {"release", srpm.nevra.evr.release},
                     {"file_name", srpm.file_name},
                     {"commit", srpm.commit},
                     {"commit_time", srpm.commit_time},
                     {"spec", srpm.spec},
                     {"warnings", srpm.warnings},
                     {"info", Json::parse(srpm.info.to_json())}};
  store.put_record(k_kind, key, json.dump());
}

}  // namespace rpmworks::srpm
