// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/record_kinds.hpp"

#include "schedule/records.hpp"

namespace rpmworks::schedule {

namespace {

using BuiltFrom = std::map<std::string, LastBuild::Member>;
using Requirements = std::vector<std::string>;

Json json_of_result(const KeptResult& result) {
  Json packages = Json::array();
  for (const auto& package : result.packages)
    packages.push_back({{"file", package.name}, {"sha256", package.sha256}});
  Json files = Json::object();
  for (const auto& file : result.files) files.add(file.name, file.sha256);
  return {
      {"engine", result.engine}, {"buildroot", result.buildroot}, {"packages", packages}, {"files", files}};
}

KeptResult result_of_json(const Json& json) {
  KeptResult result{.engine = json.at("engine"), .buildroot = json.at("buildroot")};
  for (const auto& package : json.at("packages"))
    result.packages.push_back({package.at("file"), package.at("sha256")});
  for (const auto& [name, sha256] : json.at("files").items()) result.files.push_back({name, sha256});
  return result;
}

std::vector<std::string> blobs_of_result(const KeptResult& result) {
  std::vector<std::string> blobs;
  for (const auto* const files : {&result.packages, &result.files})
    for (const auto& file : *files) blobs.push_back(file.sha256);
  return blobs;
}

Json json_of_content(const FolderContent& content) {
  return {{"result", content.result}};
}

FolderContent content_of_json(const Json& json) {
  return {.result = json.at("result")};
}

Json json_of_members(const BuiltFrom& members) {
  Json json = Json::object();
  for (const auto& [name, member] : members) json.add(name, {member.version, member.sha256});
  return json;
}

BuiltFrom members_of_json(const Json& json) {
  BuiltFrom members;
  for (const auto& [name, member] : json.items())
    members[name] = {member.at(0).get<std::string>(), member.at(1).get<std::string>()};
  return members;
}

Json json_of_last(const LastBuild& last) {
  Json because = Json::array();
  for (const Change& change : last.because)
    because.push_back({static_cast<int>(change.kind), change.name, change.from, change.to});
  return {{"srpm", last.srpm_sha256},
          {"nevra", last.nevra},
          {"commit", last.commit},
          {"environment", last.environment},
          {"configuration", last.configuration},
          {"product", json_of_members(last.product)},
          {"buildroot", json_of_members(last.buildroot)},
          {"seconds", last.seconds},
          {"because", because}};
}

LastBuild last_of_json(const Json& json) {
  LastBuild last{.srpm_sha256 = json.at("srpm"),
                 .nevra = json.at("nevra"),
                 .commit = json.at("commit"),
                 .environment = json.at("environment"),
                 .configuration = json.at("configuration"),
                 .product = members_of_json(json.at("product")),
                 .buildroot = members_of_json(json.at("buildroot")),
                 .seconds = json.at("seconds")};
  for (const auto& change : json.at("because")) {
    const int kind = change.at(0).get<int>();
    if (kind < 0 || kind > static_cast<int>(Change::Kind::configuration))
      throw JsonError("a change is of an unknown kind");
    last.because.push_back({static_cast<Change::Kind>(kind), change.at(1), change.at(2), change.at(3)});
  }
  return last;
}

Json json_of_seconds(const double& seconds) {
  return seconds;
}

double seconds_of_json(const Json& json) {
  return json.get<double>();
}

Json json_of_asked(const Requirements& asked) {
  return asked;
}

Requirements asked_of_json(const Json& json) {
  return json.get<Requirements>();
}

}  // namespace

const store::RecordKind<KeptResult> k_results{"build", 1, json_of_result, result_of_json, blobs_of_result};
const store::RecordKind<FolderContent> k_folders{"build-folder", 1, json_of_content, content_of_json};
// Its digests tell one build from another; what they are of is not needed.
const store::RecordKind<LastBuild> k_last_builds{"build-last", 1, json_of_last, last_of_json};
const store::RecordKind<double> k_seconds{"build-seconds", 1, json_of_seconds, seconds_of_json};
const store::RecordKind<Requirements> k_asked{"build-asked", 1, json_of_asked, asked_of_json};

store::Kinds record_kinds() {
  return store::kinds_of(k_results, k_folders, k_last_builds, k_seconds, k_asked);
}

}  // namespace rpmworks::schedule
