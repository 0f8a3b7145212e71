// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "audit/writers.hpp"
#include "core/error.hpp"
#include "core/json.hpp"
#include "manifest/purl.hpp"

namespace rpmworks::audit {

namespace {

void require_publisher(const manifest::Supplier& supplier) {
  if (supplier.name.empty() || supplier.url.empty())
    throw Error(ExitCode::invalid,
                fmt::format("the release has no supplier.{}, which CSAF needs for the publisher",
                            supplier.name.empty() ? "name" : "url"))
        .hint("add `supplier: { name: …, url: …, contact: … }` to repos.yaml, and make a new release");
}

// CSAF 2.0, section 5.1: the name of a file comes from the id of the document.
std::string csaf_file_name(const std::string& id) {
  std::string name;
  for (const char c : id) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool is_plain =
        (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') || lower == '+' || lower == '-';
    if (is_plain)
      name += lower;
    else if (!name.ends_with('_'))
      name += '_';
  }
  return name + ".json";
}

Json product_json(const std::string& name, const std::string& id, const std::string& purl) {
  return Json::of_object({{"name", name},
                          {"product_id", id},
                          {"product_identification_helper", Json::of_object({{"purl", purl}})}});
}

Json branch(const char* category, const std::string& name, const char* member, Json value) {
  return Json::of_object({{"category", category}, {"name", name}, {member, std::move(value)}});
}

// "pkg:rpm/acme/greet?arch=x86_64" with the version, as the manifest writes it.
std::string purl_with_version(const std::string& purl, const rpm::Nevra& nevra) {
  const std::string whole = manifest::rpm_purl(nevra, {}, {});
  const size_t version = whole.find('@');
  return purl.substr(0, purl.find('?')) + whole.substr(version);
}

// The ids of products: the NEVRA of a fixed package, and "NAME.ARCH < EVR" for the versions before it.
std::string affected_id(const rpm::Nevra& nevra) {
  return fmt::format("{}.{} < {}", nevra.name, nevra.arch, nevra.evr.str());
}

Json tree_json(const OwnAdvisory& own, const std::string& supplier) {
  Json products = Json::array();
  for (size_t i = 0; i < own.purls.size(); ++i) {
    const auto& nevra = own.advisory.packages[i].nevra;
    const std::string& purl = own.purls[i];
    Json versions =
        Json::of_array({branch("product_version", nevra.evr.str(), "product",
                               product_json(nevra.str(), nevra.str(), purl_with_version(purl, nevra))),
                        branch("product_version_range", "vers:rpm/<" + nevra.evr.str(), "product",
                               product_json(affected_id(nevra), affected_id(nevra), purl))});
    products.push_back(
        branch("product_name", nevra.name + "." + nevra.arch, "branches", std::move(versions)));
  }
  return Json::of_object(
      {{"branches", Json::of_array({branch("vendor", supplier, "branches", std::move(products))})}});
}

Json tracking_json(const repodata::Advisory& advisory, const std::string& tool) {
  const auto revision = [](const char* number, int64_t time, const char* summary) {
    return Json::of_object({{"date", manifest::iso_time(time)}, {"number", number}, {"summary", summary}});
  };
  const bool was_updated = advisory.updated > advisory.issued;
  Json history = Json::of_array({revision("1", advisory.issued, "First version")});
  if (was_updated) history.push_back(revision("2", advisory.updated, "Updated"));
  return Json::of_object(
      {{"current_release_date", manifest::iso_time(was_updated ? advisory.updated : advisory.issued)},
       {"generator", Json::of_object({{"engine", Json::of_object({{"name", tool}})}})},
       {"id", advisory.id},
       {"initial_release_date", manifest::iso_time(advisory.issued)},
       {"revision_history", std::move(history)},
       {"status", "final"},
       {"version", was_updated ? "2" : "1"}});
}

Json document_json(const repodata::Advisory& advisory, const manifest::Manifest& manifest) {
  Json publisher = Json::of_object({{"category", "vendor"}});
  if (!manifest.supplier.contact.empty()) publisher["contact_details"] = manifest.supplier.contact;
  publisher["name"] = manifest.supplier.name;
  publisher["namespace"] = manifest.supplier.url;
  Json document = Json::object();
  if (!advisory.severity.empty())
    document["aggregate_severity"] = Json::of_object({{"text", advisory.severity}});
  document["category"] = "csaf_vex";
  document["csaf_version"] = "2.0";
  document["lang"] = "en";
  document["publisher"] = std::move(publisher);
  document["title"] = advisory.title.empty() ? advisory.id : advisory.title;
  document["tracking"] = tracking_json(advisory, manifest.tool);
  return document;
}

Json vulnerability_json(const OwnAdvisory& own, const std::string& cve, const std::string& product) {
  const auto& advisory = own.advisory;
  Json fixed = Json::array();
  Json affected = Json::array();
  Json remediations = Json::array();
  for (const auto& package : advisory.packages) {
    fixed.push_back(package.nevra.str());
    affected.push_back(affected_id(package.nevra));
    remediations.push_back(Json::of_object({{"category", "vendor_fix"},
                                            {"details", "Update to " + package.nevra.str() + "."},
                                            {"product_ids", Json::of_array({affected_id(package.nevra)})}}));
  }
  Json json = Json::object();
  if (!cve.empty())
    json["cve"] = cve;
  else
    json["ids"] = Json::of_array({Json::of_object({{"system_name", product}, {"text", advisory.id}})});
  const std::string text = !advisory.description.empty() ? advisory.description
                           : advisory.title.empty()      ? advisory.id
                                                         : advisory.title;
  json["notes"] = Json::of_array({Json::of_object({{"category", "description"}, {"text", text}})});
  json["product_status"] =
      Json::of_object({{"fixed", std::move(fixed)}, {"known_affected", std::move(affected)}});
  Json references = Json::array();
  for (const auto& reference : advisory.references) {
    if (reference.href.empty() || (reference.type == "cve" && reference.id != cve)) continue;
    references.push_back(
        Json::of_object({{"category", "external"},
                         {"summary", reference.type == "commit" ? "commit " + reference.id : reference.id},
                         {"url", reference.href}}));
  }
  if (!references.empty()) json["references"] = std::move(references);
  json["remediations"] = std::move(remediations);
  return json;
}

}  // namespace

std::vector<AdvisoryFile> csaf_files(const OwnAdvisories& advisories, const manifest::Manifest& manifest) {
  require_publisher(manifest.supplier);
  std::vector<AdvisoryFile> files;
  for (const auto& own : advisories.security) {
    std::vector<std::string> cves;
    for (const auto& reference : own.advisory.references)
      if (reference.type == "cve" && std::ranges::count(cves, reference.id) == 0)
        cves.push_back(reference.id);
    if (cves.empty()) cves.emplace_back();
    Json vulnerabilities = Json::array();
    for (const auto& cve : cves) vulnerabilities.push_back(vulnerability_json(own, cve, manifest.product));
    const Json json = Json::of_object({{"document", document_json(own.advisory, manifest)},
                                       {"product_tree", tree_json(own, manifest.supplier.name)},
                                       {"vulnerabilities", std::move(vulnerabilities)}});
    files.push_back({.name = csaf_file_name(own.advisory.id), .text = json.dump(2) + "\n"});
  }
  return files;
}

}  // namespace rpmworks::audit
