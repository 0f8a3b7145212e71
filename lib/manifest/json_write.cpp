// SPDX-License-Identifier: GPL-3.0-or-later

#include "manifest/manifest.hpp"

#include "core/json.hpp"

namespace rpmworks::manifest {

namespace {

constexpr const char* k_sha1 = "sha1";

uint64_t epoch_number(const std::string& epoch) {
  return epoch.empty() ? 0 : std::stoull(epoch);
}

// What is not known is left out.
void add_known(Json& json, const char* name, const std::string& text) {
  if (!text.empty()) json.add(name, text);
}

Json to_json(const SectionInfo& section) {
  Json json{{"path", section.path}};
  add_known(json, "target", section.target);
  add_known(json, "client", section.client);
  add_known(json, "from", section.from);
  add_known(json, "signer", section.signer);
  if (!section.signers.empty()) json["signers"] = section.signers;
  if (section.sha1) json["digests"] = k_sha1;
  add_known(json, "repomd_sha256", section.repomd_sha256);
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
  Json json = Json::object();
  json.add("kind", origin.kind());
  json.add("url", origin.url());
  json.add("ref", git ? git->ref : "");
  json.add("commit", origin.commit());
  json.add("srpm_sha256", origin.srpm_sha256());
  json.add("upstream", upstream ? upstream->upstream : "");
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

Json to_json(const std::vector<rpm::Signature>& signatures) {
  Json list = Json::array();
  for (const auto& signature : signatures)
    list.push_back({{"fingerprint", signature.fingerprint},
                    {"hash", signature.hash},
                    {"created", iso_time(signature.created)}});
  return list;
}

Json to_json(const ReleaseRef& other) {
  return {{"release", other.release}, {"manifest_sha256", other.manifest_sha256}};
}

Json to_json(const Supplier& supplier) {
  Json json = Json::object();
  add_known(json, "name", supplier.name);
  add_known(json, "url", supplier.url);
  add_known(json, "contact", supplier.contact);
  return json;
}

Json to_json(const Entry& entry) {
  // Lists in braces are copied, which takes several times as long.
  Json json = Json::object();
  json.add("nevra", entry.nevra.str());
  json.add("name", entry.nevra.name);
  json.add("epoch", epoch_number(entry.nevra.evr.epoch));
  json.add("version", entry.nevra.evr.version);
  json.add("release", entry.nevra.evr.release);
  json.add("arch", entry.nevra.arch);
  json.add("section", entry.section);
  json.add("file", entry.file);
  json.add("size", entry.size);
  json.add("sha256", entry.sha256);
  add_known(json, "sha512", entry.sha512);
  add_known(json, "header_sha256", entry.header_sha256);
  add_known(json, "payload_sha256", entry.payload_sha256);
  json.add("license", entry.license);
  add_known(json, "license_spdx", entry.license_spdx);
  json.add("summary", entry.summary);
  add_known(json, "vendor", entry.vendor);
  json.add("source_rpm", entry.source_rpm);
  add_known(json, "purl", entry.purl);
  json.add("signatures", to_json(entry.signatures));
  json.add("origin", to_json(entry.origin));
  if (entry.build)
    json["build"] = {{"target", entry.build->target},
                     {"engine", entry.build->engine},
                     {"buildroot_sha256", entry.build->buildroot_sha256}};
  json["required_by"] = entry.required_by;
  return json;
}

}  // namespace

std::string Manifest::to_json() const {
  Json json{{"schema", 1}};
  add_known(json, "inventory", inventory);
  json.update({{"product", product},
               {"release", release},
               {"created", created},
               {"tool", tool},
               {"config_sha256", config_sha256}});
  add_known(json, "lock_sha256", lock_sha256);
  add_known(json, "signer", signer);
  if (!supplier.is_empty()) json["supplier"] = manifest::to_json(supplier);
  if (previous) json["previous"] = manifest::to_json(*previous);
  if (delta_from) json["delta_from"] = manifest::to_json(*delta_from);
  for (const char* list : {"sections", "keys", "files"}) json[list] = Json::array();
  for (const auto& section : sections) json["sections"].push_back(manifest::to_json(section));
  for (const auto& key : keys) json["keys"].push_back(manifest::to_json(key));
  for (const auto& file : files) json["files"].push_back({{"file", file.file}, {"sha256", file.sha256}});
  Json::Array entries;
  entries.reserve(packages.size());
  for (const auto& entry : packages) entries.push_back(manifest::to_json(entry));
  json["packages"] = Json::of_array(std::move(entries));
  for (const auto& one : withdrawn) json["withdrawn"].push_back(manifest::to_json(one));
  for (const auto& waiver : waivers) json["waivers"].push_back(manifest::to_json(waiver));
  return json.dump(2) + "\n";
}

}  // namespace rpmworks::manifest
