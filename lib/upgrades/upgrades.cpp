// SPDX-License-Identifier: GPL-3.0-or-later
#include "upgrades/upgrades.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <ranges>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"
#include "layout/client_repos.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"
#include "upgrades/earlier.hpp"
#include "upgrades/read_packages.hpp"

namespace rpmworks::upgrades {

namespace {

using manifest::Manifest;
using manifest::SectionInfo;

constexpr size_t k_most_reasons = 5;

// The metadata of a section on disk.
upstream::Metadata metadata_of(const fs::path& release, const SectionInfo& section,
                               const store::Workspace& workspace) {
  const fs::path folder = release / section.path;
  std::map<std::string, fs::path> files;
  std::error_code missing;  // then repomd.xml is missing too, which is reported
  for (const auto& entry : fs::directory_iterator(folder / "repodata", missing))
    files[entry.path().filename()] = entry.path();
  const auto find = [&](const std::string& kind, const upstream::Checksum& checksum) {
    // The names begin with the checksum, except in repositories that others made.
    for (const auto& [name, path] : files)
      if (name.find(checksum.hex) != std::string::npos && name.find(kind) != std::string::npos) return path;
    return fs::path();
  };
  return upstream::read_kept_metadata({.name = section.path,
                                       .baseurl = "file://" + folder.string(),
                                       .repomd = folder / "repodata" / "repomd.xml",
                                       .repomd_sha256 = section.repomd_sha256,
                                       .find = find,
                                       .cache = workspace.upstreams() / "solv"},
                                      {.modules = true});
}

// The sections whose packages the clients of a target install. Old manifests do not name targets.
std::vector<const SectionInfo*> sections_for(const Manifest& manifest, const std::string& target) {
  std::vector<const SectionInfo*> sections;
  for (const auto& section : manifest.sections) {
    const bool is_for_target = section.target.empty() || section.target == target;
    const bool has_binaries = std::ranges::any_of(manifest.packages, [&](const auto& entry) {
      return entry.section == section.path && !entry.nevra.is_source();
    });
    if (is_for_target && has_binaries) sections.push_back(&section);
  }
  return sections;
}

solve::ReleaseRepositories repositories_of(const Manifest& manifest, const fs::path& folder,
                                           const std::string& target, const store::Workspace& workspace,
                                           const rpm::KnownContents& known) {
  solve::ReleaseRepositories repositories{.release = manifest.release, .sections = {}};
  for (const auto* section : sections_for(manifest, target)) {
    repositories.sections.push_back(metadata_of(folder, *section, workspace));
    repositories.packages[section->path] = read_packages(manifest, section->path, folder, known);
    if (section->signers.empty()) repositories.hotfixes.insert(section->path);  // as their .repo file says
  }
  return repositories;
}

// The module streams that the clients of a release need, as its .repo file says.
std::vector<config::ModuleStream> modules_of(const Manifest& manifest, const fs::path& folder,
                                             const std::string& target) {
  for (const auto& name : {manifest.product + "-" + target + ".repo", manifest.product + ".repo"})
    if (is_there(folder / name)) return layout::modules_in(read_file(folder / name));
  return {};
}

std::set<rpm::Nevra> vendor_packages_of(const Manifest& manifest) {
  std::set<rpm::Nevra> packages;
  for (const auto& entry : manifest.packages)
    if (entry.origin.upstream()) packages.insert(entry.nevra);
  return packages;
}

// An earlier release, with what clients of each target install from it. Its manifest is not kept: there may
// be many.
struct Earlier {
  std::string release;
  std::vector<SectionInfo> sections;
  std::vector<manifest::KeyInfo> keys;
  std::set<rpm::Nevra> vendor_packages;
  std::map<std::string, solve::ReleaseRepositories> by_target;
};

// Fills in what the .repo file of an earlier release lacks for the clients of the upgrade's target.
void find_unknown(const Earlier& before, const Manifest& after, Upgrade& upgrade) {
  std::set<std::string> unknown;
  for (const auto* section : sections_for(after, upgrade.target)) {
    if (std::ranges::count(before.sections, section->path, &SectionInfo::path) == 0)
      upgrade.new_sections.push_back(section->path);
    unknown.insert(section->signer);
    for (const auto& signer : section->signers) unknown.insert(signer);
  }
  for (const auto& key : before.keys) unknown.erase(key.fingerprint);
  for (const auto& key : after.keys)
    if (unknown.contains(key.fingerprint)) upgrade.new_keys.push_back(key.file);
}

std::string name_and_arch(const rpm::Nevra& nevra) {
  return nevra.name + "." + nevra.arch;
}

bool is_later(const std::string& release, const std::string& other) {
  return rpm::Evr{"", other, ""} < rpm::Evr{"", release, ""};
}

class Finder {
 public:
  Finder(const Manifest& manifest, const fs::path& folder, const layout::Targets& targets,
         const BaseOf& base_of, const store::Workspace& workspace, const rpm::KnownContents& known)
      : m_manifest(manifest),
        m_folder(folder),
        m_targets(targets),
        m_base_of(base_of),
        m_workspace(workspace),
        m_known(known) {
    m_found.product = manifest.product;
    m_found.release = manifest.release;
    m_found.has_several_targets = !targets.is_one();
    m_found.withdrawals.add(manifest);
  }

  Upgrades run(Reporter& reporter) {
    read_earlier();
    if (m_earlier.empty()) return std::move(m_found);
    Activity checking(reporter, "checking", "upgrades from " + counted(m_earlier.size(), "earlier release"));
    for (const auto* target : m_targets.all()) add(*target);
    // As read: the newest release first, of each the targets in their order.
    std::vector<std::string> order;
    for (const auto& earlier : m_earlier) order.push_back(earlier.release);
    std::ranges::stable_sort(m_found.all, {}, [&](const Upgrade& upgrade) {
      return std::ranges::find(order, upgrade.path.from) - order.begin();
    });
    return std::move(m_found);
  }

 private:
  void read_earlier() {
    const auto names = releases::releases_before(m_manifest.release, m_workspace);
    for (const auto& name : std::views::reverse(names)) {
      const fs::path folder = m_workspace.releases() / name;
      try {
        const auto read = releases::shared_manifest(folder);
        const Manifest& manifest = *read;
        if (manifest.product != m_manifest.product) continue;
        m_found.withdrawals.add(manifest);
        Earlier earlier{.release = name,
                        .sections = manifest.sections,
                        .keys = manifest.keys,
                        .vendor_packages = vendor_packages_of(manifest),
                        .by_target = {}};
        for (const auto* target : m_targets.all()) {
          auto repositories = repositories_of(manifest, folder, target->name, m_workspace, m_known);
          repositories.release = name;
          repositories.modules = modules_of(manifest, folder, target->name);
          if (!repositories.sections.empty()) earlier.by_target[target->name] = std::move(repositories);
        }
        m_earlier.push_back(std::move(earlier));
      } catch (const Error& error) {
        m_found.unreadable[name] = error.what();
      }
    }
  }

  void add(const config::Target& target) {
    solve::UpgradeRequest request{
        .arch = target.arch,
        .base = {},
        .release = repositories_of(m_manifest, m_folder, target.name, m_workspace, m_known),
        .earlier = {},
        .same_package = {}};
    std::vector<const Earlier*> earlier;
    for (const auto& one : m_earlier) {
      const auto at = one.by_target.find(target.name);
      if (at == one.by_target.end()) continue;
      request.earlier.push_back(at->second);
      earlier.push_back(&one);
    }
    if (earlier.empty()) return;
    const auto base = m_base_of ? m_base_of(target) : std::nullopt;
    std::vector<std::string> urls;
    if (base) {
      request.base = *base;
      for (const auto& metadata : base->available) urls.push_back(metadata.baseurl);
    }
    request.release.modules = target.modules;
    request.same_package = [this](const std::string& release, const upstream::Location& before,
                                  const upstream::Location& after) {
      try {
        return same_contents(m_workspace.releases() / release / before.repository / before.href,
                             m_folder / after.repository / after.href);
      } catch (const Error&) {
        return false;  // same_names_other_files says that the package cannot be read
      }
    };
    auto paths = solve::upgrade_paths(request, thread_limit());
    for (size_t i = 0; i < paths.size(); ++i) {
      Upgrade upgrade{.target = target.name,
                      .client = target.client,
                      .has_base = base.has_value(),
                      .base_urls = urls,
                      .modules_before = request.earlier[i].modules,
                      .modules = target.modules,
                      .folder = m_workspace.releases() / paths[i].from,
                      .path = std::move(paths[i]),
                      .vendor_packages = earlier[i]->vendor_packages};
      find_unknown(*earlier[i], m_manifest, upgrade);
      m_found.all.push_back(std::move(upgrade));
    }
  }

  const Manifest& m_manifest;
  const fs::path& m_folder;
  const layout::Targets& m_targets;
  const BaseOf& m_base_of;
  const store::Workspace& m_workspace;
  const rpm::KnownContents& m_known;
  std::vector<Earlier> m_earlier;
  Upgrades m_found;
};

std::string stuck_because(std::vector<std::string> lines) {
  const size_t count = lines.size();
  if (count > k_most_reasons) {
    lines.resize(k_most_reasons);
    lines.push_back(fmt::format("and {} more", count - k_most_reasons));
  }
  return lines.empty() ? std::string("the commands do not change it") : join(lines, "; ");
}

std::string text_of(const solve::Stuck& stuck, const std::string& from) {
  if (stuck.wanted.name.empty())
    return fmt::format("{} of {} is not in this release, and clients cannot remove it: {}",
                       stuck.package.str(), from, stuck_because(stuck.explanation));
  if (stuck.package == stuck.wanted)
    return fmt::format("clients that have {} cannot install {}: {}", from, stuck.wanted.str(),
                       stuck_because(stuck.explanation));
  return fmt::format("clients that have {} cannot get from {} to {}: {}", from, stuck.package.str(),
                     stuck.wanted.evr.str(), stuck_because(stuck.explanation));
}

// UpgradeFindings of one upgrade, by id: two systems, or two architectures, may give the same.
class UpgradeFindings {
 public:
  UpgradeFindings(const Upgrade& upgrade, const Upgrades& upgrades)
      : m_upgrade(upgrade),
        m_withdrawals(upgrades.withdrawals),
        m_from(upgrades.has_several_targets ? upgrade.path.from + " " + upgrade.target : upgrade.path.from) {}

  void add_to(std::map<std::string, UpgradeFinding>& all) {
    for (const auto& system : m_upgrade.path.systems) {
      for (const auto& stuck : system.stuck)
        add(all, stuck.package, stuck.wanted.name.empty() ? "cannot be removed" : "cannot be upgraded",
            text_of(stuck, m_from));
      for (const auto& package : system.abandoned) {
        // A vendor's package is dropped when nothing needs it any more.
        if (m_upgrade.vendor_packages.contains(package) && !system.is_blocked) continue;
        if (m_withdrawals.cover(package, m_upgrade.path.from)) continue;
        add_removed(all, package, system.is_blocked);
      }
    }
  }

 private:
  void add(std::map<std::string, UpgradeFinding>& all, const rpm::Nevra& package, std::string_view what,
           std::string text) const {
    std::string id = fmt::format("{}: {}.{} {}", m_from, package.name, package.arch, what);
    all.try_emplace(id, UpgradeFinding{.id = id, .text = std::move(text)});
  }

  // One finding for all earlier releases: whoever accepts that a package is gone accepts it for each of them.
  void add_removed(std::map<std::string, UpgradeFinding>& all, const rpm::Nevra& package,
                   bool is_blocked) const {
    const std::string of = fmt::format("{} of {}", package.str(), m_from);
    const std::string effect = is_blocked ? "upgrades fail until it is removed"
                                          : "it stays installed, without updates, until it is removed";
    const std::string id = fmt::format("{}.{} removed", package.name, package.arch);
    const auto [place, is_new] = all.try_emplace(
        id, UpgradeFinding{
                .id = id,
                .text = fmt::format("{} is not in this release, and nothing obsoletes it: {}", of, effect)});
    if (!is_new && place->second.text.find(of) == std::string::npos)
      place->second.text = fmt::format("{}, {}", of, place->second.text);
  }

  const Upgrade& m_upgrade;
  const Withdrawals& m_withdrawals;
  std::string m_from;
};

}  // namespace

void Withdrawals::add(const Manifest& manifest) {
  for (const auto& one : manifest.withdrawn) {
    m_packages.insert(one.nevra);
    std::string& last = m_last[name_and_arch(rpm::Nevra::parse(one.nevra))];
    if (last.empty() || is_later(one.release, last)) last = one.release;
  }
}

bool Withdrawals::cover(const rpm::Nevra& package, const std::string& release) const {
  if (m_packages.contains(package.str())) return true;
  const auto last = m_last.find(name_and_arch(package));
  return last != m_last.end() && !is_later(release, last->second);
}

Upgrades find_upgrades(const Manifest& manifest, const fs::path& folder, const layout::Targets& targets,
                       const BaseOf& base_of, const store::Workspace& workspace,
                       const rpm::KnownContents& known, Reporter& reporter) {
  return Finder(manifest, folder, targets, base_of, workspace, known).run(reporter);
}

std::vector<UpgradeFinding> findings_of(const Upgrades& upgrades) {
  std::map<std::string, UpgradeFinding> all;
  for (const auto& [release, why] : upgrades.unreadable) {
    const std::string id = release + ": unreadable";
    all[id] = {
        .id = id,
        .text = fmt::format("the upgrade from {} was not checked, because that release cannot be read: "
                            "{} (restore it from a copy, or remove its folder)",
                            release, why)};
  }
  for (const auto& upgrade : upgrades.all) UpgradeFindings(upgrade, upgrades).add_to(all);
  std::vector<UpgradeFinding> findings;
  for (auto& [id, finding] : all) findings.push_back(std::move(finding));
  return findings;
}

std::map<std::string, std::string> earlier_releases(const std::string& release,
                                                    const store::Workspace& workspace) {
  std::map<std::string, std::string> found;
  for (const auto& name : releases::releases_before(release, workspace)) {
    // The signature is small, and belongs to one manifest.
    const fs::path signature = workspace.releases() / name / "manifest.json.asc";
    found[name] = is_there(signature) ? digest_of_file(signature) : std::string();
  }
  return found;
}

}  // namespace rpmworks::upgrades
