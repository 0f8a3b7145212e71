// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbom/profile.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "sbom/facts.hpp"

namespace rpmworks::sbom {

namespace {

class Checker {
 public:
  Checker(const manifest::Manifest& manifest, Profile profile) : m_facts(manifest), m_profile(profile) {}

  std::vector<MissingField> run() {
    check_document();
    for (const auto& entry : m_facts.manifest.packages) check_package(entry);
    return std::move(m_missing);
  }

 private:
  bool is(Profile profile) const { return m_profile == profile; }

  void require(bool known, const char* field, const std::string& problem) {
    if (!known) m_missing.push_back({m_package, m_file, field, problem});
  }

  void check_document() {
    const Party& supplier = m_facts.supplier;
    if (is(Profile::bsi_2_1))
      require(!supplier.email.empty() || !supplier.url.empty(), "creator of the SBOM",
              "the product has no supplier with an e-mail address or URL: set `supplier` in repos.yaml");
    else
      require(supplier.is_known(), is(Profile::ntia) ? "author of SBOM data" : "SBOM author",
              "the product has no supplier: set `supplier.name` in repos.yaml");
    require(!m_facts.manifest.created.empty(), "timestamp", "the time of the packages is not known");
    if (is(Profile::cisa_2025)) require(!m_facts.manifest.tool.empty(), "tool name", "the tool is not known");
  }

  void check_package(const manifest::Entry& entry) {
    m_package = entry.nevra.str();
    m_file = entry.file;
    require(!entry.nevra.name.empty(), "component name", "the package has no name");
    require(!entry.nevra.evr.version.empty(), "component version", "the package has no version");
    check_creator(entry);
    if (is(Profile::ntia)) return;
    check_license(entry);
    if (is(Profile::bsi_2_1))
      require(!entry.sha512.empty(), "hash value of the deployable component",
              "the SHA-512 of the file is not known");
    else
      require(!entry.sha256.empty() || !entry.sha512.empty(), "component hash",
              "no digest of the file is known");
  }

  void check_creator(const manifest::Entry& entry) {
    if (is(Profile::bsi_2_1)) {
      const Party creator = creator_of(entry, m_facts);
      require(!creator.email.empty() || !creator.url.empty(), "component creator",
              creator.is_known() ? fmt::format("no e-mail address or URL of '{}' is known", creator.name)
                                 : "the package has no Vendor tag, and no supplier is known");
      return;
    }
    require(supplier_of(entry, m_facts).is_known(), is(Profile::ntia) ? "supplier name" : "software producer",
            "the package has no Vendor tag, and was not built here for a known supplier");
  }

  void check_license(const manifest::Entry& entry) {
    const licenses::SpdxLicense license = license_of(entry);
    const char* const field = is(Profile::bsi_2_1) ? "distribution licences" : "license";
    require(!license.expression.empty(), field, "the package has no License tag");
    if (!is(Profile::bsi_2_1)) return;
    // Section 6.1: a licence that the SPDX list has must be named by its id. A name with several meanings
    // does not tell which one it is.
    std::vector<std::string> names;
    for (const auto& other : license.other)
      if (!other.text.empty()) names.push_back("'" + other.text + "'");
    require(names.empty(), field, "not the name of an SPDX licence: " + join(names, ", "));
  }

  const Facts m_facts;
  const Profile m_profile;
  std::string m_package;
  std::string m_file;
  std::vector<MissingField> m_missing;
};

}  // namespace

std::vector<MissingField> missing_fields(const manifest::Manifest& manifest, Profile profile) {
  return Checker(manifest, profile).run();
}

}  // namespace rpmworks::sbom
