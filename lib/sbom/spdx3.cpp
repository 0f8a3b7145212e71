// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX 3.0.1, JSON-LD: https://spdx.github.io/spdx-spec/v3.0.1/
#include <map>
#include <set>
#include <unordered_map>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "licenses/expression.hpp"
#include "sbom/formats.hpp"
#include "sbom/json_document.hpp"

namespace rpmworks::sbom {

namespace {

constexpr const char* k_creation = "_:creation";
constexpr size_t k_digits_in_element_id = 16;

Json list_of(Json value) {
  Json list = Json::array();
  list.push_back(std::move(value));
  return list;
}

/// Writes the graph of one document.
class Graph {
 public:
  Graph(const Facts& facts, JsonDocument& document)
      : m_facts(facts), m_document(document), m_base("urn:uuid:" + facts.uuid + "#") {}

  void write() {
    write_creation();
    write_licenses();
    write_collections();
    write_product();
    for (size_t i = 0; i < m_facts.size(); ++i) {
      write_package(i);
      write_file(i);
      write_relationships(i);
    }
    for (const auto& [source, packages] : m_generated)
      relationship("Generates-" + m_facts.id(source), package_id(source), "generates", packages,
                   "incomplete");
  }

 private:
  std::string id(const std::string& name) const { return m_base + name; }
  std::string package_id(size_t package) const { return id("Package-" + m_facts.id(package)); }
  std::string file_id(size_t package) const { return id("File-" + m_facts.id(package)); }

  Json element(const char* type, const std::string& spdx_id) const {
    return {{"type", type}, {"spdxId", spdx_id}, {"creationInfo", k_creation}};
  }

  void write_creation() {
    const std::string creator = agent(m_facts.supplier);
    m_document.element({{"type", "CreationInfo"},
                        {"@id", k_creation},
                        {"specVersion", "3.0.1"},
                        {"created", m_facts.created},
                        {"createdBy", list_of(creator.empty() ? id("Agent-tool") : creator)},
                        {"createdUsing", list_of(id("Tool"))}});
    const std::string tool =
        m_facts.tool_name + (m_facts.tool_version.empty() ? "" : " " + m_facts.tool_version);
    if (creator.empty()) {
      Json program = element("SoftwareAgent", id("Agent-tool"));
      program.add("name", tool);
      m_document.element(program);
    }
    Json json = element("Tool", id("Tool"));
    json.add("name", tool);
    m_document.element(json);
  }

  // The id of an organization, which is written at its first use; "" if it is not known.
  std::string agent(const Party& party) {
    if (!party.is_known()) return {};
    const std::string digest = Digest().field(party.name).field(party.url).field(party.email).hex();
    std::string agent_id = id("Agent-" + digest.substr(0, k_digits_in_element_id));
    if (!m_agents.insert(agent_id).second) return agent_id;
    Json json = element("Organization", agent_id);
    json.add("name", party.name);
    Json identifiers = Json::array();
    const auto identifier = [&](const char* type, const std::string& value) {
      if (!value.empty())
        identifiers.push_back(
            {{"type", "ExternalIdentifier"}, {"externalIdentifierType", type}, {"identifier", value}});
    };
    identifier("email", party.email);
    identifier("urlScheme", party.url);
    if (!identifiers.empty()) json.add("externalIdentifier", std::move(identifiers));
    m_document.element(json);
    return agent_id;
  }

  std::string license_text_id(const licenses::OtherLicense& other) const {
    return id("License-" + licenses::lower_case(other.id));
  }

  // The texts of LicenseRefs, and each expression once.
  void write_licenses() {
    for (const auto& other : m_facts.other_licenses) {
      Json json = element("simplelicensing_SimpleLicensingText", license_text_id(other));
      if (!other.text.empty()) json.add("name", other.text);
      json.add("comment",
               "This is what the License tag says, not the text of the licence, which is in the package.");
      json.add("simplelicensing_licenseText",
               other.text.empty() ? "The License tag has this id. Its text is not known." : other.text);
      m_document.element(json);
    }
    for (size_t i = 0; i < m_facts.size(); ++i) {
      const licenses::SpdxLicense license = license_of(m_facts.entry(i));
      m_license_ids.push_back(license.expression.empty() ? "" : license_id(license));
    }
  }

  std::string license_id(const licenses::SpdxLicense& license) {
    const auto known = m_expressions.find(license.expression);
    if (known != m_expressions.end()) return known->second;
    const std::string name = "Expression-" + sha256(license.expression).substr(0, k_digits_in_element_id);
    m_expressions.emplace(license.expression, id(name));
    Json json = element("simplelicensing_LicenseExpression", id(name));
    json.add("simplelicensing_licenseExpression", license.expression);
    json.add("simplelicensing_licenseListVersion", k_license_list);
    Json texts = Json::array();
    for (const auto& other : license.other)
      texts.push_back({{"type", "DictionaryEntry"}, {"key", other.id}, {"value", license_text_id(other)}});
    if (!texts.empty()) json.add("simplelicensing_customIdToUri", std::move(texts));
    m_document.element(json);
    return id(name);
  }

  void write_collections() {
    Json json = element("SpdxDocument", id("Document"));
    json.add("name", m_facts.name + (m_facts.manifest.release.empty() ? "" : " " + m_facts.manifest.release));
    if (m_facts.manifest.created.empty()) json.add("comment", "The time of the packages is not known.");
    json.add("dataLicense", "https://spdx.org/licenses/CC0-1.0");
    json.add("profileConformance", {"core", "simpleLicensing", "software"});
    json.add("rootElement", list_of(id("Sbom")));
    m_document.element(json);
    json = element("software_Sbom", id("Sbom"));
    json.add("software_sbomType", list_of(m_facts.is_release() ? "build" : "analyzed"));
    json.add("rootElement", list_of(id("Product")));
    Json elements = list_of(id("Product"));
    for (size_t i = 0; i < m_facts.size(); ++i) {
      elements.push_back(package_id(i));
      elements.push_back(file_id(i));
    }
    json.add("element", std::move(elements));
    m_document.element(json);
  }

  void write_product() {
    Json json = element("software_Package", id("Product"));
    json.add("name", m_facts.name);
    if (!m_facts.manifest.release.empty()) json.add("software_packageVersion", m_facts.manifest.release);
    add_agents(json, m_facts.supplier, m_facts.supplier);
    m_document.element(json);
    Json packages = Json::array();
    for (size_t i = 0; i < m_facts.size(); ++i) packages.push_back(package_id(i));
    if (m_facts.size() > 0)
      relationship("Contains", id("Product"), "contains", std::move(packages),
                   m_facts.is_complete() ? "complete" : "incomplete");
  }

  void add_agents(Json& json, const Party& supplier, const Party& creator) {
    if (const std::string agent_id = agent(creator); !agent_id.empty())
      json.add("originatedBy", list_of(agent_id));
    if (const std::string agent_id = agent(supplier); !agent_id.empty()) json.add("suppliedBy", agent_id);
  }

  Json reference(const char* type, const std::string& locator) const {
    return {{"type", "ExternalRef"}, {"externalRefType", type}, {"locator", list_of(locator)}};
  }

  void write_package(size_t package) {
    const manifest::Entry& entry = m_facts.entry(package);
    Json json = element("software_Package", package_id(package));
    json.add("name", entry.nevra.name);
    json.add("software_packageVersion", entry.nevra.evr.str());
    const std::string purl = shown_purl(entry, m_facts.manifest);
    json.add("software_packageUrl", purl);
    json.add("externalIdentifier", list_of({{"type", "ExternalIdentifier"},
                                            {"externalIdentifierType", "packageUrl"},
                                            {"identifier", purl}}));
    if (!entry.summary.empty()) json.add("summary", entry.summary);
    if (!entry.license.empty()) json.add("comment", "License tag: " + entry.license);
    add_agents(json, supplier_of(entry, m_facts), creator_of(entry, m_facts));
    json.add("software_primaryPurpose", entry.nevra.is_source() ? "source" : "install");
    Json references = Json::array();
    if (const std::string commit = commit_uri(entry); !commit.empty())
      references.push_back(reference("vcs", commit));
    if (const auto source = m_facts.source(package); source && !m_facts.entry(*source).file.empty())
      references.push_back(reference("sourceArtifact", uri_reference(m_facts.entry(*source).file, true)));
    if (!references.empty()) json.add("externalRef", std::move(references));
    if (entry.origin.upstream() && !entry.origin.url().empty())
      json.add("software_downloadLocation", uri_reference(entry.origin.url()));
    m_document.element(json);
  }

  // The purposes by BSI TR-03183-2: an RPM package is an archive whose header lists its contents, and it is
  // not executed itself.
  void write_file(size_t package) {
    const manifest::Entry& entry = m_facts.entry(package);
    Json json = element("software_File", file_id(package));
    json.add("name", file_name_of(entry));
    Json hashes = Json::array();
    const auto hash = [&](const char* algorithm, const std::string& value) {
      if (!value.empty())
        hashes.push_back({{"type", "Hash"}, {"algorithm", algorithm}, {"hashValue", value}});
    };
    hash("sha256", entry.sha256);
    hash("sha512", entry.sha512);
    if (!hashes.empty()) json.add("verifiedUsing", std::move(hashes));
    json.add("software_primaryPurpose", "archive");
    Json purposes = list_of("archive");
    purposes.push_back("container");
    json.add("software_additionalPurpose", std::move(purposes));
    Json references = Json::array();
    if (!entry.file.empty())
      references.push_back(reference("binaryArtifact", uri_reference(entry.file, true)));
    if (entry.origin.upstream() && !entry.origin.url().empty())
      references.push_back(reference("binaryArtifact", uri_reference(entry.origin.url())));
    if (!references.empty()) json.add("externalRef", std::move(references));
    m_document.element(json);
  }

  void write_relationships(size_t package) {
    const std::string& name = m_facts.id(package);
    const std::string from = package_id(package);
    relationship("Artifact-" + name, from, "hasDistributionArtifact", list_of(file_id(package)), "complete");
    if (const std::string& license = m_license_ids[package]; !license.empty()) {
      relationship("Declared-" + name, from, "hasDeclaredLicense", list_of(license));
      relationship("Concluded-" + name, from, "hasConcludedLicense", list_of(license), nullptr,
                   "The License tag, which says under which licences the package is distributed. rpmworks "
                   "made no analysis of its own.");
    }
    if (!m_facts.required(package).empty()) {
      Json required = Json::array();
      for (const size_t one : m_facts.required(package)) required.push_back(package_id(one));
      relationship("Requires-" + name, from, "dependsOn", std::move(required), "incomplete");
    }
    if (const auto source = m_facts.source(package)) m_generated[*source].push_back(package_id(package));
  }

  void relationship(const std::string& name, const std::string& from, const char* type, Json to,
                    const char* completeness = nullptr, const char* comment = nullptr) {
    Json json = element("Relationship", id(name));
    json.add("from", from);
    json.add("relationshipType", type);
    json.add("to", std::move(to));
    if (completeness) json.add("completeness", completeness);
    if (comment) json.add("comment", comment);
    m_document.element(json);
  }

  const Facts& m_facts;
  JsonDocument& m_document;
  const std::string m_base;
  std::set<std::string> m_agents;
  std::unordered_map<std::string, std::string> m_expressions;  // expression → id
  std::vector<std::string> m_license_ids;                      // of each package; "" if not known
  std::map<size_t, Json> m_generated;                          // source package → ids of its packages
};

}  // namespace

void write_spdx_3(const Facts& facts, const Sink& sink) {
  JsonDocument document(sink);
  document.member("@context", "https://spdx.org/rdf/3.0.1/spdx-context.jsonld");
  document.begin_list("@graph");
  Graph(facts, document).write();
  document.end_list();
  document.end();
}

}  // namespace rpmworks::sbom
