// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/record_kinds.hpp"

#include "srpm/records.hpp"

namespace rpmworks::srpm {

namespace {

Json json_of_srpm(const Srpm& srpm) {
  return {{"sha256", srpm.sha256},
          {"name", srpm.nevra.name},
          {"epoch", srpm.nevra.evr.epoch},
          {"version", srpm.nevra.evr.version},
          {"release", srpm.nevra.evr.release},
          {"file_name", srpm.file_name},
          {"commit", srpm.commit},
          {"commit_time", srpm.commit_time},
          {"spec", srpm.spec},
          {"warnings", srpm.warnings},
          {"info", srpm.info.to_json()}};
}

Srpm srpm_of_json(const Json& json) {
  Srpm srpm;
  srpm.sha256 = json.at("sha256").get<std::string>();
  srpm.nevra = {json.at("name").get<std::string>(),
                {json.at("epoch").get<std::string>(), json.at("version").get<std::string>(),
                 json.at("release").get<std::string>()},
                "src"};
  json.at("file_name").get_to(srpm.file_name);
  json.at("commit").get_to(srpm.commit);
  json.at("commit_time").get_to(srpm.commit_time);
  json.at("spec").get_to(srpm.spec);
  json.at("warnings").get_to(srpm.warnings);
  srpm.info = rpm::SpecInfo::from_json(json.at("info"));
  return srpm;
}

Json json_of_archive(const KeptArchive& archive) {
  return {{"sha256", archive.sha256},
          {"submodules", archive.deviations.submodules},
          {"of_refs", archive.deviations.of_refs},
          {"unlike_git", archive.deviations.unlike_git}};
}

KeptArchive archive_of_json(const Json& json) {
  return {.sha256 = json.at("sha256"),
          .deviations = {json.at("submodules"), json.at("of_refs"), json.at("unlike_git")}};
}

Json json_of_past_version(const PastVersion& version) {
  Json json = {{"parses", version.evr.has_value()}};
  if (version.evr) {
    json["epoch"] = version.evr->epoch;
    json["version"] = version.evr->version;
    json["release"] = version.evr->release;
  }
  return json;
}

PastVersion past_version_of_json(const Json& json) {
  if (!json.at("parses").get<bool>()) return {};
  return {rpm::Evr{.epoch = json.at("epoch").get<std::string>(),
                   .version = json.at("version").get<std::string>(),
                   .release = json.at("release").get<std::string>()}};
}

Json json_of_change(const LastChange& change) {
  return {{"asked", change.asked}, {"commit", change.commit}};
}

LastChange change_of_json(const Json& json) {
  return {.asked = json.at("asked"), .commit = json.at("commit")};
}

Json json_of_leaving(const LeavesPaths&) {
  return Json::object();
}

LeavesPaths leaving_of_json(const Json& json) {
  (void)json.items();  // throws when it is no object
  return {};
}

}  // namespace

const store::RecordKind<Srpm> k_srpms{
    .name = "srpm",
    .version = 1,
    .to_json = json_of_srpm,
    .from_json = srpm_of_json,
    .blobs = [](const Srpm& srpm) { return std::vector{srpm.sha256}; },
};
const store::RecordKind<KeptArchive> k_kept_archives{
    .name = "tree-archive",
    .version = 1,
    .to_json = json_of_archive,
    .from_json = archive_of_json,
    .blobs = [](const KeptArchive& archive) { return std::vector{archive.sha256}; },
};
const store::RecordKind<PastVersion> k_past_versions{"past-version", 1, json_of_past_version,
                                                     past_version_of_json};
const store::RecordKind<LastChange> k_last_changes{"last-change", 1, json_of_change, change_of_json};
const store::RecordKind<LeavesPaths> k_leaves_paths{"leaves-paths", 1, json_of_leaving, leaving_of_json};

store::Kinds record_kinds() {
  return store::kinds_of(k_srpms, k_kept_archives, k_past_versions, k_last_changes, k_leaves_paths);
}

}  // namespace rpmworks::srpm
