// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <map>

#include "audit/json_node.hpp"
#include "audit/package_names.hpp"
#include "audit/readers.hpp"

namespace rpmworks::audit {

namespace {

constexpr size_t k_most_products = 2'000'000;

// A product of the tree: a package, a platform, or a package as a component of a platform.
struct Product {
  std::string name;
  std::optional<RpmPurl> purl;
  std::string cpe;
  std::string component;  ///< id of the package, for a relationship
  std::string platform;   ///< id of the platform, likewise
};
using Products = std::map<std::string, Product>;

void add_product(const JsonNode& node, Products& products, const std::string& component = {},
                 const std::string& platform = {}) {
  Product product{
      .name = node["name"].text(), .purl = {}, .cpe = {}, .component = component, .platform = platform};
  if (const auto helper = node.find("product_identification_helper")) {
    product.purl = parse_rpm_purl(helper->text_of("purl"));
    product.cpe = helper->text_of("cpe");
  }
  const JsonNode id = node["product_id"];
  if (products.size() >= k_most_products) throw id.error("there are too many products");
  if (!products.emplace(id.text(), std::move(product)).second)
    throw id.error("another product has the same id");
}

// The depth is limited by that of the JSON text.
void add_branches(const JsonNode& parent, Products& products) {
  for (const JsonNode& branch : parent.elements_of("branches")) {
    if (const auto product = branch.find("product")) add_product(*product, products);
    add_branches(branch, products);
  }
}

Products products_of(const JsonNode& root) {
  Products products;
  const auto tree = root.find("product_tree");
  if (!tree) return products;
  add_branches(*tree, products);
  for (const JsonNode& one : tree->elements_of("full_product_names")) add_product(one, products);
  for (const JsonNode& one : tree->elements_of("relationships"))
    add_product(one["full_product_name"], products, one["product_reference"].text(),
                one["relates_to_product_reference"].text());
  return products;
}

// Finds the package and the platform of a product.
class Resolver {
 public:
  explicit Resolver(const Products& products) : m_products(products) {}

  /// The claim about a product without status and versions, and the version; nothing if it is not a package.
  std::optional<std::pair<Claim, std::optional<rpm::Evr>>> find(const std::string& id) const {
    const Product* product = at(id);
    std::string distribution;
    std::string major;
    // A component of a component: "package in a module in a platform".
    constexpr int k_deepest = 10;
    for (int depth = 0; product && !product->component.empty() && depth < k_deepest; ++depth) {
      if (const Product* const platform = at(product->platform)) {
        distribution = platform->name;
        if (major.empty()) major = major_of_cpe(platform->cpe);
      }
      product = at(product->component);
    }
    if (!product || !product->purl) return std::nullopt;
    const RpmPurl& purl = *product->purl;
    Claim claim{.name = purl.name,
                .names = rpm::is_source_arch(purl.arch) ? Claim::Names::source : Claim::Names::binary,
                .arch = rpm::is_source_arch(purl.arch) ? "" : purl.arch,
                .distribution = distribution,
                .vendor = purl.vendor,
                .major = major};
    if (claim.major.empty() && purl.evr) claim.major = major_of(*purl.evr);
    return std::pair{std::move(claim), purl.evr};
  }

 private:
  const Product* at(const std::string& id) const {
    const auto found = m_products.find(id);
    return found == m_products.end() ? nullptr : &found->second;
  }
  const Products& m_products;
};

// Why products are not affected: the flags, and the impact as the publisher describes it.
std::map<std::string, std::string> reasons_of(const JsonNode& vulnerability) {
  std::map<std::string, std::string> reasons;
  const auto add = [&](const JsonNode& node, const std::string& text) {
    for (const auto& id : node.texts_of("product_ids")) reasons.emplace(id, text);
  };
  for (const JsonNode& flag : vulnerability.elements_of("flags")) add(flag, flag["label"].text());
  for (const JsonNode& threat : vulnerability.elements_of("threats"))
    if (threat["category"].text() == "impact") add(threat, threat.text_of("details"));
  return reasons;
}

Claim with_version(Claim claim, const std::optional<rpm::Evr>& evr, const char* list) {
  const std::string_view status = list;
  if (status == "fixed" || status == "first_fixed") {
    if (evr) claim.ranges.push_back({.introduced = {}, .fixed = evr, .last_affected = {}});
    claim.status = evr ? Status::affected : Status::fixed;
    return claim;
  }
  claim.status = status == "known_not_affected"    ? Status::not_affected
                 : status == "under_investigation" ? Status::under_investigation
                                                   : Status::affected;
  if (evr && status == "last_affected")
    claim.ranges.push_back({.introduced = {}, .fixed = {}, .last_affected = evr});
  else if (evr)
    claim.versions.push_back(evr->str());
  return claim;
}

std::string severity_of_csaf(const JsonNode& root) {
  const auto severity = root["document"].find("aggregate_severity");
  return severity ? severity->text_of("text") : std::string();
}

void add_alias(const std::string& alias, Advisory& advisory) {
  if (!alias.empty() && std::ranges::count(advisory.aliases, alias) == 0) advisory.aliases.push_back(alias);
}

Advisory advisory_of(const JsonNode& vulnerability, const JsonNode& root, const Resolver& resolver,
                     const std::string& file) {
  const JsonNode document = root["document"];
  Advisory advisory{.id = document["tracking"]["id"].text(),
                    .type = "security",
                    .severity = severity_of_csaf(root),
                    .title = vulnerability.text_of("title"),
                    .origin = file,
                    .aliases = {},
                    .claims = {}};
  if (advisory.title.empty()) advisory.title = document.text_of("title");
  add_alias(vulnerability.text_of("cve"), advisory);
  for (const JsonNode& id : vulnerability.elements_of("ids")) add_alias(id["text"].text(), advisory);
  const auto reasons = reasons_of(vulnerability);
  const auto statuses = vulnerability.find("product_status");
  if (!statuses) return advisory;
  constexpr std::array k_lists{"fixed",          "first_fixed",   "known_not_affected", "known_affected",
                               "first_affected", "last_affected", "under_investigation"};
  for (const char* const list : k_lists)
    for (const auto& id : statuses->texts_of(list)) {
      auto found = resolver.find(id);
      if (!found) continue;
      Claim claim = with_version(std::move(found->first), found->second, list);
      if (const auto reason = reasons.find(id); reason != reasons.end()) claim.reason = reason->second;
      advisory.claims.push_back(std::move(claim));
    }
  return advisory;
}

}  // namespace

std::vector<Advisory> read_csaf(std::string text, const std::string& file) {
  const JsonDocument parsed = JsonDocument::parse(std::move(text), file, "a CSAF document");
  const JsonNode root(parsed);
  const JsonNode version = root["document"]["csaf_version"];
  if (version.text() != "2.0" && version.text() != "2.1") throw version.error("2.0 was expected here");
  root["document"]["tracking"]["id"].text();
  const Products products = products_of(root);
  std::vector<Advisory> advisories;
  const Resolver resolver(products);
  for (const JsonNode& one : root.elements_of("vulnerabilities"))
    advisories.push_back(advisory_of(one, root, resolver, file));
  return advisories;
}

}  // namespace rpmworks::audit
