// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "audit/writers.hpp"
#include "core/json.hpp"

namespace rpmworks::audit {

namespace {

Json affected_json(const OwnAdvisory& own, const std::string& ecosystem) {
  Json affected = Json::array();
  std::vector<std::string> names;
  for (size_t i = 0; i < own.advisory.packages.size(); ++i) {
    const auto& nevra = own.advisory.packages[i].nevra;
    // OSV knows no architectures: a name occurs once for each version.
    const std::string key = nevra.name + " " + nevra.evr.str();
    if (std::ranges::count(names, key) > 0) continue;
    names.push_back(key);
    const std::string purl = own.purls[i].substr(0, own.purls[i].find('?'));
    affected.push_back(Json::of_object(
        {{"package", Json::of_object({{"ecosystem", ecosystem}, {"name", nevra.name}, {"purl", purl}})},
         {"ranges", Json::of_array({Json::of_object(
                        {{"type", "ECOSYSTEM"},
                         {"events", Json::of_array({Json::of_object({{"introduced", "0"}}),
                                                    Json::of_object({{"fixed", nevra.evr.str()}})})}})})}}));
  }
  return affected;
}

Json reference_json(const repodata::AdvisoryReference& reference) {
  const char* const type = reference.type == "cve" ? "REPORT" : reference.type == "commit" ? "FIX" : "WEB";
  return Json::of_object({{"type", type}, {"url", reference.href}});
}

std::string file_name_of(std::string id) {
  // An id may hold a slash, which no file name can.
  std::ranges::replace(id, '/', '_');
  return id + ".json";
}

}  // namespace

std::vector<AdvisoryFile> osv_files(const OwnAdvisories& advisories, const manifest::Manifest& manifest) {
  std::vector<AdvisoryFile> files;
  for (const auto& own : advisories.security) {
    const auto& advisory = own.advisory;
    Json json =
        Json::of_object({{"schema_version", "1.7.0"},
                         {"id", advisory.id},
                         {"modified", manifest::iso_time(std::max(advisory.updated, advisory.issued))},
                         {"published", manifest::iso_time(advisory.issued)}});
    Json upstream = Json::array();
    Json references = Json::array();
    for (const auto& reference : advisory.references) {
      if (reference.type == "cve") upstream.push_back(reference.id);
      const Json made = reference_json(reference);
      // Commits of one repository have the same address.
      if (!reference.href.empty() && std::ranges::count(references.elements(), made) == 0)
        references.push_back(made);
    }
    if (!upstream.empty()) json["upstream"] = std::move(upstream);
    json["summary"] = advisory.title;
    json["details"] = advisory.description;
    json["affected"] = affected_json(own, manifest.product);
    json["references"] = std::move(references);
    Json specific = Json::of_object({{"type", advisory.type}});
    if (!advisory.severity.empty()) specific["severity"] = advisory.severity;
    json["database_specific"] = std::move(specific);
    files.push_back({.name = file_name_of(advisory.id), .text = json.dump(2) + "\n"});
  }
  return files;
}

}  // namespace rpmworks::audit
