// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "audit/writers.hpp"
#include "manifest/purl.hpp"
#include "repodata/repodata.hpp"
#include "rpm/source_name.hpp"

namespace rpmworks::audit {

namespace {

void merge(repodata::Advisory& into, const repodata::Advisory& other) {
  into.issued = std::min(into.issued, other.issued);
  into.updated = std::max(into.updated, other.updated);
  for (const auto& package : other.packages)
    if (std::ranges::count(into.packages, package.nevra, &repodata::AdvisedPackage::nevra) == 0)
      into.packages.push_back(package);
  for (const auto& reference : other.references)
    if (std::ranges::none_of(into.references, [&](const auto& one) {
          return one.type == reference.type && one.id == reference.id;
        }))
      into.references.push_back(reference);
}

// The package URL without a version: that of the release's package with its version taken out.
std::string purl_without_version(const repodata::AdvisedPackage& package,
                                 const manifest::Manifest& manifest) {
  const auto& entries = manifest.packages;
  const auto found = std::ranges::find_if(entries, [&](const manifest::Entry& entry) {
    return entry.nevra.name == package.nevra.name && entry.nevra.arch == package.nevra.arch &&
           !entry.origin.upstream();
  });
  const std::string supplier = manifest.supplier.name.empty() ? manifest.product : manifest.supplier.name;
  const std::string vendor =
      manifest::purl_namespace(found == entries.end() ? "" : found->vendor, supplier, true);
  const std::string purl =
      manifest::rpm_purl({.name = package.nevra.name, .evr = {}, .arch = package.nevra.arch}, vendor, {});
  const size_t at = purl.find('@');
  return purl.substr(0, at) + purl.substr(purl.find('?', at));
}

}  // namespace

OwnAdvisories own_advisories(const fs::path& folder, const manifest::Manifest& manifest,
                             const fs::path& tmp) {
  std::map<std::string, repodata::Advisory> by_id;
  for (const auto& section : manifest.sections) {
    if (section.is_from_vendor()) continue;
    for (const auto& extra : repodata::read_extras(folder / section.path)) {
      if (extra.type != "updateinfo") continue;
      for (auto& one : repodata::read_updateinfo(extra.bytes, tmp, repodata::OtherTimes::refused)) {
        const auto [at, is_new] = by_id.try_emplace(one.id, one);
        if (!is_new) merge(at->second, one);
      }
    }
  }
  OwnAdvisories own;
  for (auto& [id, advisory] : by_id) {
    if (advisory.type != "security") {
      ++own.others;
      continue;
    }
    std::ranges::sort(advisory.packages, {}, &repodata::AdvisedPackage::nevra);
    OwnAdvisory one{.advisory = std::move(advisory), .purls = {}};
    for (const auto& package : one.advisory.packages)
      one.purls.push_back(purl_without_version(package, manifest));
    own.security.push_back(std::move(one));
  }
  return own;
}

}  // namespace rpmworks::audit
