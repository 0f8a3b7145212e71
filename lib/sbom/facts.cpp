// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbom/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "core/digest.hpp"
#include "core/encoding.hpp"
#include "core/text.hpp"
#include "licenses/expression.hpp"
#include "manifest/purl.hpp"

namespace rpmworks::sbom {

namespace {

using manifest::Entry;
using manifest::Manifest;

constexpr const char* k_unknown_time = "1970-01-01T00:00:00Z";
constexpr size_t k_digits_in_id = 12;
constexpr size_t k_longest_name_in_id = 120;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string words_of_id(const std::string& text) {
  std::string id;
  for (const char c : text.substr(0, k_longest_name_in_id)) id += is_letter_or_digit(c) || c == '.' ? c : '-';
  return id;
}

// All that makes one SBOM differ from another. The digests of the packages stand for their contents.
std::string content_digest(const Manifest& manifest) {
  Digest digest;
  for (const std::string* text :
       {&manifest.inventory, &manifest.product, &manifest.release, &manifest.created, &manifest.tool,
        &manifest.supplier.name, &manifest.supplier.url, &manifest.supplier.contact})
    digest.field(*text);
  for (const Entry& entry : manifest.packages)
    for (const std::string& text :
         {entry.section, entry.file, entry.nevra.str(), entry.sha256, entry.license})
      digest.field(text);
  return digest.hex();
}

// RFC 9562, section 5.5: SHA-1 of a namespace (here that of URLs) and a name.
std::string uuid_of(const std::string& digest) {
  const std::string name_space = *from_hex("6ba7b8119dad11d180b400c04fd430c8");
  std::string bytes =
      *from_hex(Digest(DigestAlgorithm::sha1).update(name_space).update("urn:rpmworks:sbom:" + digest).hex());
  bytes.resize(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x50);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  const std::string hex = to_hex(bytes);
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20));
}

std::vector<std::string> ids_of(const Manifest& manifest) {
  std::vector<std::string> ids;
  std::unordered_set<std::string> seen;
  for (const Entry& entry : manifest.packages) {
    const std::string nevra = entry.nevra.str();
    const std::string digest =
        Digest().field(entry.section).field(entry.file).field(nevra).field(entry.sha256).hex();
    std::string id = words_of_id(nevra) + "-" + digest.substr(0, k_digits_in_id);
    // Only an inventory can list the same package twice.
    for (size_t nth = 2; !seen.insert(id).second; ++nth)
      id = fmt::format("{}-{}-{}", words_of_id(nevra), digest.substr(0, k_digits_in_id), nth);
    ids.push_back(std::move(id));
  }
  return ids;
}

std::vector<licenses::OtherLicense> other_licenses_of(const Manifest& manifest) {
  std::vector<licenses::OtherLicense> all;
  std::unordered_map<std::string, size_t> known;
  std::unordered_set<std::string> tags;  // many packages have the same
  for (const Entry& entry : manifest.packages) {
    if (!tags.insert(entry.license_spdx + '\n' + entry.license).second) continue;
    for (auto& other : license_of(entry).other) {
      const auto [at, is_new] = known.emplace(licenses::lower_case(other.id), all.size());
      if (is_new)
        all.push_back(std::move(other));
      else if (all[at->second].text.empty())
        all[at->second].text = std::move(other.text);
    }
  }
  return all;
}

bool is_email(std::string_view text) {
  return text.find('@') != std::string_view::npos && text.find(':') == std::string_view::npos;
}

Party party_of(const manifest::Supplier& supplier, const std::string& product) {
  Party party{supplier.name, supplier.url, {}};
  if (is_email(supplier.contact))
    party.email = supplier.contact;
  else if (party.url.empty())
    party.url = supplier.contact;
  if (party.name.empty() && !supplier.is_empty()) party.name = product;
  return party;
}

// "SUSE LLC <https://www.suse.com/>"
Party party_of_vendor(const std::string& vendor) {
  Party party{vendor, {}, {}};
  const size_t open = vendor.find('<');
  if (open == std::string::npos || !vendor.ends_with('>')) return party;
  const std::string contact = vendor.substr(open + 1, vendor.size() - open - 2);
  if (const std::string name(trim(vendor.substr(0, open))); !name.empty()) party.name = name;
  (is_email(contact) ? party.email : party.url) = contact;
  return party;
}

bool is_built_here(const Entry& entry, const Facts& facts) {
  return facts.is_release() && !entry.origin.upstream();
}

}  // namespace

Facts::Facts(const Manifest& all)
    : manifest(all),
      name(all.product.empty() ? (all.inventory.empty() ? "release" : all.inventory) : all.product),
      created(all.created.empty() ? k_unknown_time : all.created),
      uuid(uuid_of(content_digest(all))),
      supplier(party_of(all.supplier, all.product)),
      other_licenses(other_licenses_of(all)),
      m_ids(ids_of(all)) {
  const size_t blank = all.tool.rfind(' ');
  tool_name = all.tool.substr(0, blank);
  if (blank != std::string::npos) tool_version = all.tool.substr(blank + 1);
  if (tool_name.empty()) tool_name = "rpmworks";
  find_relations();
}

void Facts::find_relations() {
  std::unordered_map<std::string, size_t> by_source_file;
  std::unordered_map<std::string, std::vector<size_t>> by_name;
  for (size_t i = 0; i < size(); ++i) {
    if (entry(i).nevra.is_source())
      by_source_file.emplace(entry(i).nevra.file_name(), i);
    else
      by_name[entry(i).nevra.name].push_back(i);
  }
  m_sources.resize(size());
  std::vector<std::set<size_t>> required(size());
  for (size_t i = 0; i < size(); ++i) {
    if (const auto source = by_source_file.find(entry(i).source_rpm); source != by_source_file.end())
      m_sources[i] = source->second;
    for (const std::string& by : entry(i).required_by)
      if (const auto found = by_name.find(by); found != by_name.end())
        for (const size_t one : found->second)
          if (one != i) required[one].insert(i);
  }
  for (const auto& packages : required) m_required.emplace_back(packages.begin(), packages.end());
}

licenses::SpdxLicense license_of(const Entry& entry) {
  licenses::SpdxLicense license = licenses::spdx_license(entry.license);
  if (entry.license_spdx.empty() || license.expression == entry.license_spdx) return license;
  // Another version of rpmworks made the expression.
  return licenses::spdx_license(entry.license_spdx);
}

std::string shown_purl(const Entry& entry, const Manifest& manifest) {
  return entry.purl.empty() ? manifest::purl_of(entry, manifest) : entry.purl;
}

Party supplier_of(const Entry& entry, const Facts& facts) {
  return is_built_here(entry, facts) ? facts.supplier : party_of_vendor(entry.vendor);
}

Party creator_of(const Entry& entry, const Facts& facts) {
  const Party supplier = supplier_of(entry, facts);
  const Party vendor = party_of_vendor(entry.vendor);
  // The supplier is known with its address; a Vendor tag often has only a name.
  return !vendor.is_known() || vendor.name == supplier.name ? supplier : vendor;
}

std::string file_name_of(const Entry& entry) {
  return entry.file.empty() ? entry.nevra.file_name() : entry.file.substr(entry.file.rfind('/') + 1);
}

std::string commit_uri(const Entry& entry) {
  if (entry.origin.commit().empty() || entry.origin.url().empty()) return {};
  return "git+" + uri_reference(entry.origin.url()) + "@" + entry.origin.commit();
}

std::string uri_reference(const std::string& text, bool path) {
  const size_t colon = text.find(':');
  const bool has_scheme = !path && text.find("://") != std::string::npos;
  const bool colon_in_first = colon != std::string::npos && colon < text.find('/');
  std::string start;
  std::string rest = text;
  if (!path && !has_scheme && colon_in_first && text.find('@') < colon) {
    start = "ssh://";
    rest[colon] = '/';
  } else if (!has_scheme && colon_in_first) {
    start = "./";
  }
  std::string result = start;
  const std::string_view allowed = path ? "-._~/!$&'()*+,;=:@" : "-._~/!$&'()*+,;=:@?";
  bool in_fragment = false;
  for (size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    const bool escape = !path && c == '%' && from_hex(rest.substr(i + 1, 2)) && i + 2 < rest.size();
    const bool fragment = !path && c == '#' && !in_fragment;
    in_fragment = in_fragment || fragment;
    if (is_letter_or_digit(c) || allowed.find(c) != std::string_view::npos || escape || fragment)
      result += c;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

}  // namespace rpmworks::sbom
