// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX 2.3, JSON: https://spdx.github.io/spdx-spec/v2.3/
#include <fmt/format.h>

#include "core/json.hpp"
#include "sbom/formats.hpp"
#include "sbom/json_document.hpp"

namespace rpmworks::sbom {

namespace {

constexpr const char* k_not_known = "NOASSERTION";
constexpr const char* k_document = "SPDXRef-DOCUMENT";
constexpr const char* k_spdx2_product = "SPDXRef-Product";

std::string or_unknown(const std::string& text) {
  return text.empty() ? k_not_known : text;
}

// "Organization: Acme (rpm@acme.example)"
std::string spdx2_organization(const Party& party) {
  if (!party.is_known()) return k_not_known;
  const std::string& contact = party.email.empty() ? party.url : party.email;
  return "Organization: " + party.name + (contact.empty() ? "" : " (" + contact + ")");
}

std::string ref(const Facts& facts, size_t package) {
  return "SPDXRef-Package-" + facts.id(package);
}

Json relationship(const std::string& from, const char* type, const std::string& to) {
  return {{"spdxElementId", from}, {"relationshipType", type}, {"relatedSpdxElement", to}};
}

Json creation_info(const Facts& facts) {
  Json creators = Json::array();
  creators.push_back("Tool: " + facts.tool_name +
                     (facts.tool_version.empty() ? "" : "-" + facts.tool_version));
  if (facts.supplier.is_known()) creators.push_back(spdx2_organization(facts.supplier));
  return {{"created", facts.created}, {"creators", creators}, {"licenseListVersion", "3.28"}};
}

Json product_of(const Facts& facts) {
  Json json{{"SPDXID", k_spdx2_product}, {"name", facts.name}};
  if (!facts.manifest.release.empty()) json.add("versionInfo", facts.manifest.release);
  json.update({{"supplier", spdx2_organization(facts.supplier)},
               {"downloadLocation", k_not_known},
               {"filesAnalyzed", false},
               {"licenseConcluded", k_not_known},
               {"licenseDeclared", k_not_known},
               {"copyrightText", k_not_known}});
  return json;
}

Json checksums_of(const manifest::Entry& entry) {
  Json list = Json::array();
  if (!entry.sha256.empty()) list.push_back({{"algorithm", "SHA256"}, {"checksumValue", entry.sha256}});
  if (!entry.sha512.empty()) list.push_back({{"algorithm", "SHA512"}, {"checksumValue", entry.sha512}});
  return list;
}

Json package_of(const Facts& facts, size_t package) {
  const manifest::Entry& entry = facts.entry(package);
  const auto* const upstream = entry.origin.upstream();
  const std::string commit = commit_uri(entry);
  Json json{{"SPDXID", ref(facts, package)},
            {"name", entry.nevra.name},
            {"versionInfo", entry.nevra.evr.str()},
            {"packageFileName", file_name_of(entry)},
            {"supplier", spdx2_organization(supplier_of(entry, facts))},
            {"originator", spdx2_organization(creator_of(entry, facts))},
            {"downloadLocation", or_unknown(upstream ? uri_reference(upstream->url) : "")},
            {"filesAnalyzed", false}};
  if (const Json checksums = checksums_of(entry); !checksums.empty()) json.add("checksums", checksums);
  if (!commit.empty())
    json.add("sourceInfo", (entry.nevra.is_source() ? "made from " : "built from ") + commit);
  json.update({{"licenseConcluded", k_not_known},
               {"licenseDeclared", or_unknown(license_of(entry).expression)},
               {"copyrightText", k_not_known}});
  if (!entry.license.empty()) json.add("licenseComments", "License tag: " + entry.license);
  if (!entry.summary.empty()) json.add("summary", entry.summary);
  Json purl{{"referenceCategory", "PACKAGE-MANAGER"},
            {"referenceType", "purl"},
            {"referenceLocator", shown_purl(entry, facts.manifest)}};
  json.add("externalRefs", Json::array());
  json["externalRefs"].push_back(std::move(purl));
  json.add("primaryPackagePurpose", entry.nevra.is_source() ? "SOURCE" : "INSTALL");
  return json;
}

Json extracted_license(const licenses::OtherLicense& other) {
  const bool known = !other.text.empty();
  return {{"licenseId", other.id},
          {"extractedText", known ? other.text : "The License tag has this id. Its text is not known."},
          {"name", known ? other.text : k_not_known},
          {"comment",
           "This is what the License tag says, not the text of the licence, which is in the package."}};
}

void write_relationships(const Facts& facts, JsonDocument& document) {
  document.begin_list("relationships");
  document.element(relationship(k_document, "DESCRIBES", k_spdx2_product));
  for (size_t i = 0; i < facts.size(); ++i) {
    document.element(relationship(k_spdx2_product, "CONTAINS", ref(facts, i)));
    if (const auto source = facts.source(i))
      document.element(relationship(ref(facts, i), "GENERATED_FROM", ref(facts, *source)));
    for (const size_t required : facts.required(i))
      document.element(relationship(ref(facts, i), "DEPENDS_ON", ref(facts, required)));
  }
  document.end_list();
}

}  // namespace

void write_spdx_2(const Facts& facts, const Sink& sink) {
  JsonDocument document(sink);
  const std::string release = facts.manifest.release.empty() ? "" : " " + facts.manifest.release;
  document.member("spdxVersion", "SPDX-2.3");
  document.member("dataLicense", "CC0-1.0");
  document.member("SPDXID", k_document);
  document.member("name", facts.name + release);
  document.member("documentNamespace", "urn:uuid:" + facts.uuid);
  document.member("creationInfo", creation_info(facts));
  if (facts.manifest.created.empty()) document.member("comment", "The time of the packages is not known.");
  document.begin_list("packages");
  document.element(product_of(facts));
  for (size_t i = 0; i < facts.size(); ++i) document.element(package_of(facts, i));
  document.end_list();
  if (!facts.other_licenses.empty()) {
    document.begin_list("hasExtractedLicensingInfos");
    for (const auto& other : facts.other_licenses) document.element(extracted_license(other));
    document.end_list();
  }
  write_relationships(facts, document);
  document.end();
}

}  // namespace rpmworks::sbom
