// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/vendor_metadata.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "locking/lock_inputs.hpp"
#include "locking/upstream_metadata.hpp"
#include "solve/metadata/metadata_text.hpp"

namespace rpmworks::locking {

namespace {

upstream::Metadata metadata_of(product::Session& session, const config::Section& section,
                               const lockfile::Lock& lock) {
  const upstream::MetadataRules wanted{.advisories = section.metadata.vendor_advisories, .modules = true};
  if (auto kept = locked_metadata(session, {section.upstream}, lock, wanted))
    return std::move(kept->at(section.upstream));
  upstream::Metadata current =
      std::move(current_metadata(session, {section.upstream}, &lock, wanted).at(section.upstream));
  const auto locked = std::ranges::find(lock.upstreams, section.upstream, &lockfile::LockedUpstream::name);
  if (locked != lock.upstreams.end() && locked->repomd_sha256 == current.repomd_sha256) return current;
  throw Error(
      ExitCode::upstream,
      fmt::format(
          "the section {} takes `metadata` of {}, but the upstream has other metadata now than that of "
          "the lock, which the store does not contain",
          section.path, section.upstream))
      .at(section.where)
      .hint(
          "run `rpmworks lock --update` to take the packages and metadata of today, or compose with a store "
          "that "
          "contains the metadata of the lock");
}

}  // namespace

std::map<std::string, compose::VendorMetadata> vendor_metadata(product::Session& session,
                                                               const layout::Targets& targets,
                                                               const lockfile::Lock& lock) {
  std::map<std::string, compose::VendorMetadata> by_section;
  for (const auto* section : upstream_sections(session.config, targets)) {
    if (!section->metadata.vendor_modules && !section->metadata.vendor_advisories) continue;
    std::set<rpm::Nevra> packages;
    for (const auto& package : lock.packages)
      if (package.section == section->path && targets.find(package.target)) packages.insert(package.nevra);
    if (packages.empty()) continue;
    const upstream::Metadata metadata = metadata_of(session, *section, lock);
    compose::VendorMetadata& texts = by_section[section->path];
    if (section->metadata.vendor_modules) texts.modules = solve::reduced_modules(metadata, packages);
    if (section->metadata.vendor_advisories)
      texts.updateinfo = solve::metadata_text(metadata, metadata.updateinfo);
  }
  return by_section;
}

}  // namespace rpmworks::locking
