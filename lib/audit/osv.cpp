// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "audit/json_node.hpp"
#include "audit/package_names.hpp"
#include "audit/readers.hpp"

namespace rpmworks::audit {

namespace {

std::optional<rpm::Evr> version_of(const JsonNode& event, std::string_view name) {
  const auto member = event.find(name);
  return member ? std::optional(rpm::Evr::parse(member->text())) : std::nullopt;
}

// Events in the order of the list: each `introduced` begins a range, and the next `fixed` or `last_affected`
// ends it. "0" is before all versions.
std::vector<Range> ranges_from(const JsonNode& node) {
  std::vector<Range> ranges;
  bool is_open = false;
  for (const JsonNode& event : node["events"].elements()) {
    if (const auto introduced = event.find("introduced")) {
      ranges.push_back({});
      if (introduced->text() != "0") ranges.back().introduced = rpm::Evr::parse(introduced->text());
      is_open = true;
      continue;
    }
    const auto fixed = version_of(event, "fixed");
    const auto last = version_of(event, "last_affected");
    if (!fixed && !last) continue;  // `limit` is for git
    if (!is_open) throw event.error("no 'introduced' comes before it");
    ranges.back().fixed = fixed;
    ranges.back().last_affected = last;
    is_open = false;
  }
  return ranges;
}

// The binary packages beside a source package: SUSE lists them as {"NAME": "EVR"}.
std::vector<std::string> binaries_of(const JsonNode& affected) {
  std::vector<std::string> names;
  const auto specific = affected.find("ecosystem_specific");
  if (!specific || !specific->json().is_object() || !specific->json().contains("binaries")) return names;
  for (const JsonNode& one : (*specific)["binaries"].elements())
    if (one.json().is_object())
      for (const auto& [name, version] : one.json().items()) names.push_back(name);
  return names;
}

void add_claims(const JsonNode& affected, std::vector<Claim>& claims) {
  const auto package = affected.find("package");
  if (!package) return;
  const std::string ecosystem = (*package)["ecosystem"].text();
  auto known = rpm_ecosystem(ecosystem);
  // Files that `audit --export osv` wrote are about products, which have no registered ecosystem.
  if (const auto purl = parse_rpm_purl(package->text_of("purl")); purl && !known)
    known = Ecosystem{.names = Claim::Names::binary, .vendor = purl->vendor, .major = {}};
  if (!known) return;
  Claim claim{.name = (*package)["name"].text(),
              .names = known->names,
              .distribution = ecosystem,
              .vendor = known->vendor,
              .major = known->major};
  bool has_range = false;
  for (const JsonNode& range : affected.elements_of("ranges")) {
    const std::string& type = range["type"].text();
    has_range = true;
    if (type != "ECOSYSTEM") continue;
    const auto more = ranges_from(range);
    claim.ranges.insert(claim.ranges.end(), more.begin(), more.end());
  }
  claim.versions = affected.texts_of("versions");
  // Only ranges of git, or none at all: the schema says that nothing is known to be affected then.
  if (claim.is_for_all() && (has_range || affected.json().contains("versions"))) return;
  const auto binaries = binaries_of(affected);
  for (const auto& name : binaries) {
    Claim binary = claim;
    binary.name = name;
    binary.names = Claim::Names::binary;
    claims.push_back(std::move(binary));
  }
  if (binaries.empty()) claims.push_back(std::move(claim));
}

// Enterprise Linux distributions also publish bug fixes and enhancements as OSV: ALBA-2026:1, RHEA-2026:1.
std::string type_of(const std::string& id) {
  if (id.size() < 5 || id[4] != '-') return {};
  const std::string kind = id.substr(2, 2);
  return kind == "BA" ? "bugfix" : kind == "EA" ? "enhancement" : "";
}

std::string severity_of(const JsonNode& root) {
  for (const char* const place : {"database_specific", "ecosystem_specific"})
    if (const auto specific = root.find(place); specific && specific->json().is_object())
      if (const Json* const severity = specific->json().find("severity"); severity && severity->is_string())
        return severity->text();
  // "Important: kernel security update"
  const std::string summary = root.text_of("summary");
  for (const char* const word : {"Critical", "Important", "Moderate", "Low"})
    if (summary.starts_with(std::string(word) + ":")) return word;
  return {};
}

}  // namespace

Advisory read_osv(std::string text, const std::string& file) {
  const JsonDocument document = JsonDocument::parse(std::move(text), file, "an OSV advisory");
  const JsonNode root(document);
  Advisory advisory{.id = root["id"].text(),
                    .type = {},
                    .severity = severity_of(root),
                    .title = root.text_of("summary"),
                    .origin = file,
                    .aliases = {},
                    .claims = {}};
  advisory.type = type_of(advisory.id);
  if (advisory.id.empty()) throw root["id"].error("an id must not be empty");
  root["modified"].text();
  // `upstream` and `related`: distributions list the CVE numbers of an update there.
  for (const char* const list : {"aliases", "upstream", "related"})
    for (auto& other : root.texts_of(list))
      if (std::ranges::count(advisory.aliases, other) == 0) advisory.aliases.push_back(std::move(other));
  const auto affected = root.elements_of("affected");
  if (root.find("withdrawn")) return advisory;
  for (const JsonNode& one : affected) add_claims(one, advisory.claims);
  return advisory;
}

}  // namespace rpmworks::audit
