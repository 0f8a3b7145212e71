// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/delta.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"

namespace rpmworks::compose {

namespace {

using manifest::Entry;
using manifest::Manifest;

constexpr size_t k_most_gone = 5;
using SectionNameArch = std::pair<std::string, std::string>;

SectionNameArch key_of_package(const Entry& entry) {
  return {entry.section, entry.nevra.name + "." + entry.nevra.arch};
}

// `expected`: how the delta that completes this release names it; nothing for the first release of the chain.
Manifest manifest_in_chain(const std::string& release, const store::Workspace& workspace,
                           const std::optional<manifest::ReleaseRef>& expected) {
  const fs::path folder = workspace.releases() / release;
  if (!releases::is_release(folder))
    throw Error(ExitCode::invalid,
                fmt::format("there is no release '{}' in {}", release, workspace.releases().string()))
        .hint(fmt::format("a delta needs the release that it completes; known releases: {}",
                          join(releases::releases(workspace), ", ")));
  if (expected && digest_of_file(folder / "manifest.json") != expected->manifest_sha256)
    throw Error(ExitCode::invalid,
                fmt::format("the release {} is not the one from which a later delta was made", release))
        .hint("restore it from a copy, or make a delta from a whole release");
  return releases::read_manifest(folder);
}

// A section of the release may have been signed with a key that no section of a later one is signed with.
layout::ChainLink link_of(const Manifest& manifest, const fs::path& folder) {
  layout::ChainLink link{.release = manifest.release, .sections = manifest.sections, .repos = {}};
  for (const auto& [name, digest] : manifest.files) {
    if (!name.ends_with(".repo")) continue;
    const std::string text = read_file(folder / name);
    if (sha256(text) != digest)
      throw Error(ExitCode::gate,
                  fmt::format("{} does not match its SHA-256 in the manifest of the release {}",
                              (folder / name).string(), manifest.release))
          .hint(fmt::format("restore it from a copy; `rpmworks verify {}` checks the other files",
                            manifest.release));
    link.repos[name] = layout::read_client_repos(text, (folder / name).string(),
                                                 manifest.delta_from ? manifest.release : std::string());
  }
  return link;
}

}  // namespace

bool Delta::has(const Entry& entry) const {
  return m_known.contains({entry.section, entry.sha256});
}

Delta delta_from(const std::string& release, const std::string& product, const store::Workspace& workspace) {
  Delta delta;
  std::optional<manifest::ReleaseRef> next;
  for (std::string name = release;;) {
    if (std::ranges::count(delta.chain, name, &layout::ChainLink::release) > 0)
      throw Error(ExitCode::invalid, fmt::format("the release {} is a delta of itself", name));
    Manifest manifest = manifest_in_chain(name, workspace, next);
    if (manifest.product != product)
      throw Error(ExitCode::invalid, fmt::format("the release {} is of the product {}, not of {}", name,
                                                 manifest.product, product));
    if (delta.chain.empty())
      delta.base = {.release = name,
                    .manifest_sha256 = digest_of_file(workspace.releases() / name / "manifest.json")};
    delta.chain.push_back(link_of(manifest, workspace.releases() / name));
    for (auto& entry : manifest.packages) {
      delta.m_known.emplace(entry.section, entry.sha256);
      delta.packages.push_back(std::move(entry));
    }
    next = manifest.delta_from;
    if (!next) return delta;
    name = next->release;
  }
}

std::string require_visible(const Manifest& whole, const Delta& delta) {
  std::map<SectionNameArch, const Entry*> newest;
  for (const auto& entry : delta.packages) {
    if (entry.nevra.is_source()) continue;  // clients do not install them
    const Entry*& place = newest[key_of_package(entry)];
    if (!place || place->nevra.evr < entry.nevra.evr) place = &entry;
  }
  std::vector<std::string> hidden;
  std::set<SectionNameArch> kept;
  for (const auto& entry : whole.packages) {
    const auto found = newest.find(key_of_package(entry));
    if (found == newest.end()) continue;
    kept.insert(found->first);
    if (entry.nevra.evr < found->second->nevra.evr)
      hidden.push_back(fmt::format("{}: an earlier release of the chain has {}", entry.nevra.str(),
                                   found->second->nevra.evr.str()));
  }
  if (!hidden.empty())
    throw Error(ExitCode::gate, fmt::format("clients of the chain would not see {} of the release {}",
                                            counted(hidden.size(), "package"), whole.release))
        .notes(std::move(hidden))
        .hint("compose it without --delta-from: with a chain, a package cannot be downgraded");
  std::vector<std::string> gone;
  for (const auto& [key, entry] : newest)
    if (!kept.contains(key)) gone.push_back(entry->nevra.str());
  if (gone.empty()) return {};
  const size_t count = gone.size();
  if (count > k_most_gone) {
    gone.resize(k_most_gone);
    gone.push_back(fmt::format("and {} more", count - k_most_gone));
  }
  return fmt::format(
      "the release {} does not have {} of the releases that it completes, but clients of the chain can still "
      "install {}: {}",
      whole.release, counted(count, "package"), count == 1 ? "it" : "them", join(gone, ", "));
}

std::vector<Entry> left_of(const std::vector<Entry>& packages, const Delta& delta) {
  std::set<std::string> sources;
  for (const auto& entry : packages)
    if (!entry.nevra.is_source() && !delta.has(entry)) sources.insert(entry.source_rpm);
  std::vector<Entry> left;
  for (const auto& entry : packages) {
    const bool is_wanted_source =
        entry.nevra.is_source() && sources.contains(fs::path(entry.file).filename().string());
    if (!delta.has(entry) || is_wanted_source) left.push_back(entry);
  }
  return left;
}

}  // namespace rpmworks::compose
