// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/package_names.hpp"

#include <array>

#include "core/encoding.hpp"
#include "core/text.hpp"

namespace rpmworks::audit {

namespace {

struct KnownEcosystem {
  std::string_view name;
  std::string_view vendor;
  Claim::Names names;
};
// AlmaLinux and Red Hat list binary packages; the others list source packages, SUSE with their binary
// packages beside them. Where databases differ, both names count.
constexpr std::array<KnownEcosystem, 10> k_ecosystems{{
    {"AlmaLinux", "almalinux", Claim::Names::binary},
    {"Red Hat", "redhat", Claim::Names::binary},
    {"Rocky Linux", "rocky", Claim::Names::either},
    {"openSUSE", "opensuse", Claim::Names::source},
    {"SUSE", "suse", Claim::Names::source},
    {"Mageia", "mageia", Claim::Names::source},
    {"openEuler", "openeuler", Claim::Names::source},
    {"Azure Linux", "azurelinux", Claim::Names::either},
    {"Photon OS", "photon", Claim::Names::either},
    {"Fedora", "fedora", Claim::Names::either},
}};

std::string leading_digits(std::string_view text) {
  const size_t end = text.find_first_not_of("0123456789");
  return std::string(text.substr(0, end));
}

std::string vendor_of(const std::string& name_space) {
  return name_space == "rocky-linux" ? "rocky" : name_space == "azure-linux" ? "azurelinux" : name_space;
}

}  // namespace

std::string major_of_cpe(std::string_view cpe) {
  constexpr std::string_view k_linux = "enterprise_linux:";
  const size_t at = cpe.find(k_linux);
  return at == std::string_view::npos ? std::string() : leading_digits(cpe.substr(at + k_linux.size()));
}

std::optional<Ecosystem> rpm_ecosystem(std::string_view name) {
  const size_t colon = name.find(':');
  const std::string_view base = name.substr(0, colon);
  const std::string_view suffix = colon == std::string_view::npos ? "" : name.substr(colon + 1);
  for (const auto& one : k_ecosystems) {
    if (one.name != base) continue;
    std::string major;
    if (one.vendor == "redhat")
      major = major_of_cpe(suffix);
    else if (one.vendor == "almalinux" || one.vendor == "rocky")
      major = leading_digits(suffix);
    return Ecosystem{.names = one.names, .vendor = std::string(one.vendor), .major = major};
  }
  return std::nullopt;
}

std::optional<RpmPurl> parse_rpm_purl(std::string_view text) {
  constexpr std::string_view k_start = "pkg:rpm/";
  if (!text.starts_with(k_start)) return std::nullopt;
  text.remove_prefix(k_start.size());
  text = text.substr(0, text.find('#'));
  const size_t question = text.find('?');
  const std::string_view path = text.substr(0, question);
  const size_t at = path.rfind('@');
  const std::string_view names = path.substr(0, at);
  const size_t slash = names.rfind('/');
  RpmPurl purl{.vendor = {},
               .name = percent_decoded(slash == std::string_view::npos ? names : names.substr(slash + 1)),
               .evr = {},
               .arch = {}};
  if (slash != std::string_view::npos) purl.vendor = vendor_of(percent_decoded(names.substr(0, slash)));
  if (purl.name.empty()) return std::nullopt;
  if (at != std::string_view::npos) purl.evr = rpm::Evr::parse(percent_decoded(path.substr(at + 1)));
  if (question == std::string_view::npos) return purl;
  for (const auto& qualifier : split(text.substr(question + 1), '&')) {
    if (qualifier.starts_with("arch=")) purl.arch = percent_decoded(qualifier.substr(5));
    if (qualifier.starts_with("epoch=") && purl.evr) purl.evr->epoch = percent_decoded(qualifier.substr(6));
  }
  return purl;
}

}  // namespace rpmworks::audit
