// SPDX-License-Identifier: GPL-3.0-or-later
#include "manifest/purl.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace rpmworks::manifest {

namespace {

// What Vendor tags begin with, in lower case, and the namespaces that syft and trivy give to the packages of
// that distribution.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> k_vendors{{
    {"fedora", "fedora"},
    {"centos", "centos"},
    {"red hat", "redhat"},
    {"opensuse", "opensuse"},
    {"suse", "suse"},
    {"almalinux", "almalinux"},
    {"rocky", "rocky"},
    {"oracle", "oracle"},
    {"amazon", "amazon"},
    {"mageia", "mageia"},
    {"openmandriva", "openmandriva"},
    {"openeuler", "openeuler"},
    {"azure linux", "azurelinux"},
    {"vmware", "photon"},
    {"debian", "debian"},
}};

std::string lower(std::string_view text) {
  std::string result;
  for (const char c : text) result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// "Acme Ltd. <https://acme.example>" is "acme-ltd".
std::string words_with_hyphens(std::string_view text) {
  std::string result;
  for (const char c : lower(text.substr(0, text.find('<')))) {
    if (is_letter_or_digit(c))
      result += c;
    else if (!result.empty() && result.back() != '-')
      result += '-';
  }
  while (result.ends_with('-')) result.pop_back();
  return result;
}

// Percent-encodes everything except letters, digits and ".-_~:", as the specification says.
std::string encoded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (is_letter_or_digit(c) || std::string_view(".-_~:").find(c) != std::string_view::npos)
      result += c;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

}  // namespace

std::string purl_namespace(const std::string& vendor, const std::string& supplier, bool built_here) {
  const std::string tag = lower(vendor);
  for (const auto& [start, name] : k_vendors) {
    const bool whole_word =
        tag.size() == start.size() || (tag.size() > start.size() && !is_letter_or_digit(tag[start.size()]));
    if (tag.starts_with(start) && whole_word) return std::string(name);
  }
  const std::string of_tag = words_with_hyphens(vendor);
  return of_tag.empty() && built_here ? words_with_hyphens(supplier) : of_tag;
}

std::string rpm_purl(const rpm::Nevra& nevra, const std::string& name_space, const std::string& source_rpm) {
  std::string purl = "pkg:rpm/";
  if (!name_space.empty()) purl += encoded(name_space) + "/";
  purl += encoded(nevra.name) + "@" + encoded(nevra.evr.version + "-" + nevra.evr.release);
  // Qualifiers are sorted by their names.
  std::string separator = "?";
  const auto qualifier = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    purl += separator + name + "=" + encoded(value);
    separator = "&";
  };
  qualifier("arch", nevra.arch);
  qualifier("epoch", nevra.evr.epoch == "0" ? "" : nevra.evr.epoch);
  qualifier("upstream", source_rpm);
  return purl;
}

std::string purl_of(const Entry& entry, const Manifest& manifest) {
  const std::string& supplier = manifest.supplier.name.empty() ? manifest.product : manifest.supplier.name;
  const bool built_here = manifest.inventory.empty() && !entry.origin.upstream();
  return rpm_purl(entry.nevra, purl_namespace(entry.vendor, supplier, built_here), entry.source_rpm);
}

std::string purl_of_release(const Manifest& manifest) {
  return fmt::format("pkg:generic/{}@{}", encoded(manifest.product), encoded(manifest.release));
}

}  // namespace rpmworks::manifest
