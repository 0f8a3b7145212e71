// SPDX-License-Identifier: GPL-3.0-or-later
// CycloneDX 1.6 and 1.7, JSON: https://cyclonedx.org/docs/1.7/json/
#include <fmt/format.h>

#include <string_view>

#include "core/json.hpp"
#include "core/text.hpp"
#include "sbom/formats.hpp"
#include "sbom/json_document.hpp"

namespace rpmworks::sbom {

namespace {

constexpr const char* k_product = "product";

Json one_element(Json value) {
  Json list = Json::array();
  list.push_back(std::move(value));
  return list;
}

Json organization(const Party& party) {
  Json json{{"name", party.name}};
  if (!party.url.empty()) json.add("url", one_element(uri_reference(party.url)));
  if (!party.email.empty()) json.add("contact", one_element({{"email", party.email}}));
  return json;
}

void add_party(Json& json, const char* role, const Party& party) {
  if (party.is_known()) json.add(role, organization(party));
}

Json hashes_of(const manifest::Entry& entry) {
  Json list = Json::array();
  if (!entry.sha256.empty()) list.push_back({{"alg", "SHA-256"}, {"content", entry.sha256}});
  if (!entry.sha512.empty()) list.push_back({{"alg", "SHA-512"}, {"content", entry.sha512}});
  return list;
}

// Version 1.6 allows only one expression, and has no place for the texts of LicenseRefs.
Json licenses_of(const manifest::Entry& entry, bool version_1_6) {
  Json list = Json::array();
  const licenses::SpdxLicense license = license_of(entry);
  if (license.expression.empty()) return list;
  Json details = Json::array();
  for (const auto& other : license.other)
    if (!other.text.empty())
      details.push_back({{"licenseIdentifier", other.id}, {"text", {{"content", other.text}}}});
  for (const char* acknowledgement : {"concluded", "declared"}) {
    Json one{{"expression", license.expression}, {"acknowledgement", acknowledgement}};
    if (!version_1_6 && !details.empty()) one.add("expressionDetails", details);
    list.push_back(std::move(one));
    if (version_1_6) break;
  }
  return list;
}

Json reference(const char* type, const std::string& url, const std::string& comment = {}) {
  Json json{{"type", type}, {"url", url}};
  if (!comment.empty()) json.add("comment", comment);
  return json;
}

Json references_of(const Facts& facts, size_t package) {
  const manifest::Entry& entry = facts.entry(package);
  Json list = Json::array();
  const auto add_distribution = [&](const std::string& url) {
    Json one = reference("distribution", url);
    if (const Json hashes = hashes_of(entry); !hashes.empty()) one.add("hashes", hashes);
    list.push_back(std::move(one));
  };
  if (!entry.file.empty()) add_distribution(uri_reference(entry.file, true));
  if (entry.origin.upstream() && !entry.origin.url().empty())
    add_distribution(uri_reference(entry.origin.url()));
  if (const auto source = facts.source(package); source && !facts.entry(*source).file.empty()) {
    Json one = reference("source-distribution", uri_reference(facts.entry(*source).file, true));
    one.add("hashes", hashes_of(facts.entry(*source)));
    list.push_back(std::move(one));
  }
  if (!entry.origin.commit().empty() && !entry.origin.url().empty())
    list.push_back(reference("vcs", uri_reference(entry.origin.url()), "commit " + entry.origin.commit()));
  return list;
}

// The names of `bsi:` are those of BSI's taxonomy for TR-03183-2. An RPM package is an archive whose header
// lists its contents, and it is not executed itself.
Json properties_of(const manifest::Entry& entry) {
  Json list = Json::array();
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) list.push_back({{"name", name}, {"value", value}});
  };
  add("bsi:component:filename", file_name_of(entry));
  add("bsi:component:executable", "non-executable");
  add("bsi:component:archive", "archive");
  add("bsi:component:structured", "structured");
  add("rpmworks:section", entry.section);
  add("rpmworks:license-tag", entry.license);
  add("rpmworks:required-by", join(entry.required_by, " "));
  if (entry.build) add("rpmworks:buildroot-sha256", entry.build->buildroot_sha256);
  return list;
}

// The source package: that of the manifest, else by its file name, which has no epoch.
Json source_of(const Facts& facts, size_t package) {
  manifest::Entry source;
  if (const auto known = facts.source(package)) {
    source = facts.entry(*known);
  } else {
    source = facts.entry(package);
    source.nevra = rpm::Nevra::parse(std::string(rpm::source_file_stem(source.source_rpm)) + ".src");
    source.source_rpm.clear();
    source.purl.clear();
  }
  return {{"type", "library"},
          {"name", source.nevra.name},
          {"version", source.nevra.evr.str()},
          {"purl", shown_purl(source, facts.manifest)}};
}

// The source package as an ancestor, and the commit.
Json pedigree_of(const Facts& facts, size_t package) {
  const manifest::Entry& entry = facts.entry(package);
  Json json = Json::object();
  if (!entry.source_rpm.empty()) json.add("ancestors", one_element(source_of(facts, package)));
  if (!entry.origin.commit().empty()) {
    Json commit{{"uid", entry.origin.commit()}};
    if (!entry.origin.url().empty()) commit.add("url", uri_reference(entry.origin.url()));
    json.add("commits", one_element(std::move(commit)));
  }
  return json;
}

Json component_of(const Facts& facts, size_t package, bool version_1_6) {
  const manifest::Entry& entry = facts.entry(package);
  Json json{{"type", "library"}, {"bom-ref", facts.id(package)}};
  add_party(json, "supplier", supplier_of(entry, facts));
  add_party(json, "manufacturer", creator_of(entry, facts));
  if (!entry.vendor.empty()) json.add("publisher", entry.vendor);
  json.add("name", entry.nevra.name);
  json.add("version", entry.nevra.evr.str());
  if (!entry.summary.empty()) json.add("description", entry.summary);
  const auto add_list = [&](const char* name, Json list) {
    if (!list.empty()) json.add(name, std::move(list));
  };
  add_list("hashes", hashes_of(entry));
  add_list("licenses", licenses_of(entry, version_1_6));
  json.add("purl", shown_purl(entry, facts.manifest));
  add_list("pedigree", pedigree_of(facts, package));
  add_list("externalReferences", references_of(facts, package));
  add_list("properties", properties_of(entry));
  return json;
}

Json metadata_of(const Facts& facts) {
  Json json = Json::object();
  if (!facts.manifest.created.empty()) json.add("timestamp", facts.created);
  json.add("lifecycles", one_element({{"phase", facts.is_release() ? "build" : "discovery"}}));
  Json tool{{"type", "application"}, {"name", facts.tool_name}};
  if (!facts.tool_version.empty()) tool.add("version", facts.tool_version);
  json.add("tools", {{"components", one_element(std::move(tool))}});
  add_party(json, "manufacturer", facts.supplier);
  Json product{{"type", "application"}, {"bom-ref", k_product}, {"name", facts.name}};
  if (!facts.manifest.release.empty()) product.add("version", facts.manifest.release);
  add_party(product, "supplier", facts.supplier);
  json.add("component", std::move(product));
  add_party(json, "supplier", facts.supplier);
  return json;
}

Json refs_of(const Facts& facts, const std::vector<size_t>& packages) {
  Json list = Json::array();
  for (const size_t package : packages) list.push_back(facts.id(package));
  return list;
}

void write_dependencies(const Facts& facts, JsonDocument& document) {
  Json all = Json::array();
  for (size_t i = 0; i < facts.size(); ++i) all.push_back(facts.id(i));
  document.begin_list("dependencies");
  document.element({{"ref", k_product}, {"dependsOn", all}});
  for (size_t i = 0; i < facts.size(); ++i)
    document.element({{"ref", facts.id(i)}, {"dependsOn", refs_of(facts, facts.required(i))}});
  document.end_list();
  // What a package requires is known only for packages that were chosen because of it.
  document.begin_list("compositions");
  document.element({{"aggregate", facts.is_complete() ? "complete" : "incomplete"},
                    {"assemblies", one_element(k_product)},
                    {"dependencies", one_element(k_product)}});
  if (facts.size() > 0) document.element({{"aggregate", "incomplete"}, {"dependencies", std::move(all)}});
  document.end_list();
}

}  // namespace

void write_cyclonedx(const Facts& facts, const char* version, const Sink& sink) {
  const bool version_1_6 = std::string_view(version) == "1.6";
  JsonDocument document(sink);
  document.member("$schema", fmt::format("http://cyclonedx.org/schema/bom-{}.schema.json", version));
  document.member("bomFormat", "CycloneDX");
  document.member("specVersion", version);
  document.member("serialNumber", "urn:uuid:" + facts.uuid);
  document.member("version", 1);
  document.member("metadata", metadata_of(facts));
  document.begin_list("components");
  for (size_t i = 0; i < facts.size(); ++i) document.element(component_of(facts, i, version_1_6));
  document.end_list();
  write_dependencies(facts, document);
  document.end();
}

}  // namespace rpmworks::sbom
