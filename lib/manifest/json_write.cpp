// SPDX-License-Identifier: GPL-3.0-or-later

#include "manifest/manifest.hpp"

#include "core/json.hpp"

namespace rpmworks::manifest {

namespace {

constexpr const char* k_sha1 = "sha1";

uint64_t epoch_number(const std::string& epoch) {
  return epoch.empty() ? 0 : std::stoull(epoch);
}

Json to_json(const SectionInfo& section) {
  Json json{{"path", section.path},
            {"target", section.target},
            {"client", section.client},
            {"signer", section.signer}};
  if (!section.signers.empty()) json["signers"] = section.signers;
  if (section.sha1) json["digests"] = k_sha1;
  json["repomd_sha256"] = section.repomd_sha256;
  json["packages"] = section.packages;
  json["bytes"] = section.bytes;
  return json;
}

Json to_json(const KeyInfo& key) {
  Json json{{"fingerprint", key.fingerprint},
            {"user_id", key.user_id},
            {"file", key.file},
            {"sha256", key.sha256},
            {"created", iso_time(key.created)}};
  if (key.expires) json["expires"] = iso_time(*key.expires);
  if (!key.expired.empty()) json["expired"] = key.expired;
  if (key.sha1) json["digests"] = k_sha1;
  if (key.next) json["next"] = true;
  return json;
}

Json to_json(const Withdrawn& one) {
  return {{"nevra", one.nevra},
          {"section", one.section},
          {"sha256", one.sha256},
          {"release", one.release},
          {"reason", one.reason}};
}

// Every kind of origin has all keys; keys that do not apply are empty strings.
Json to_json(const Origin& origin) {
  const FromGit* const git = origin.git();
  const FromUpstream* const upstream = origin.upstream();
  Json json{{"kind", origin.kind()},
            {"url", origin.url()},
            {"ref", git ? git->ref : ""},
            {"commit", origin.commit()},
            {"srpm_sha256", origin.srpm_sha256()},
            {"upstream", upstream ? upstream->upstream : ""}};
  if (git && git->verified)
    json["verified"] = {{"what", git->verified->what},
                        {"fingerprint", git->verified->fingerprint},
                        {"time", iso_time(git->verified->time)}};
  return json;
}

Json to_json(const Waiver& waiver) {
  return {{"gate", waiver.gate},
          {"finding", waiver.finding},
          {"reason", waiver.reason},
          {"owner", waiver.owner},
          {"expires", waiver.expires}};
}

Json to_json(const Entry& entry) {
  Json json{{"nevra", entry.nevra.str()},
            {"name", entry.nevra.name},
            {"epoch", epoch_number(entry.nevra.evr.epoch)},
            {"version", entry.nevra.evr.version},
            {"release", entry.nevra.evr.release},
            {"arch", entry.nevra.arch},
            {"section", entry.section},
            {"file", entry.file},
            {"size", entry.size},
            {"sha256", entry.sha256},
            {"license", entry.license},
            {"summary", entry.summary},
            {"source_rpm", entry.source_rpm},
            {"signature",
             {{"fingerprint", entry.signature.fingerprint},
              {"hash", entry.signature.hash},
              {"created", iso_time(entry.signature.created)}}},
            {"origin", to_json(entry.origin)}};
  if (entry.build)
    json["build"] = {{"target", entry.build->target},
                     {"engine", entry.build->engine},
                     {"buildroot_sha256", entry.build->buildroot_sha256}};
  json["required_by"] = entry.required_by;
  return json;
}

}  // namespace

std::string Manifest::to_json() const {
  Json json{{"schema", 1},        {"product", product}, {"release", release},
            {"created", created}, {"tool", tool},       {"config_sha256", config_sha256}};
  if (!lock_sha256.empty()) json["lock_sha256"] = lock_sha256;
  if (!signer.empty()) json["signer"] = signer;
  if (delta_from)
    json["delta_from"] = {{"release", delta_from->release}, {"manifest_sha256", delta_from->manifest_sha256}};
  for (const char* list : {"sections", "keys", "files", "packages"}) json[list] = Json::array();
  for (const auto& section : sections) json["sections"].push_back(manifest::to_json(section));
  for (const auto& key : keys) json["keys"].push_back(manifest::to_json(key));
  for (const auto& file : files) json["files"].push_back({{"file", file.file}, {"sha256", file.sha256}});
  for (const auto& entry : packages) json["packages"].push_back(manifest::to_json(entry));
  for (const auto& one : withdrawn) json["withdrawn"].push_back(manifest::to_json(one));
  for (const auto& waiver : waivers) json["waivers"].push_back(manifest::to_json(waiver));
  return json.dump(2) + "\n";
}

}  // namespace rpmworks::manifest
