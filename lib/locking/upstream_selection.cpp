// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/upstream_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "buildroot/open_upstream.hpp"
#include "compose/plan.hpp"
#include "core/text.hpp"
#include "layout/vendor_keys.hpp"
#include "locking/client_base.hpp"
#include "locking/lock_inputs.hpp"

namespace rpmworks::locking {

namespace {

using config::Section;
using lockfile::LockedPackage;

bool is_of(const LockedPackage& package, const rpm::Nevra& nevra) {
  return package.nevra.name == nevra.name && package.nevra.arch == nevra.arch;
}

rpm::Nevra version_to_keep(const LockedPackage& package, const Wishes& wishes) {
  const auto precise =
      std::ranges::find_if(wishes.precise, [&](const auto& nevra) { return is_of(package, nevra); });
  return precise == wishes.precise.end() ? package.nevra : *precise;
}

// The rules of a section, with the versions that the user asks for.
config::Selection rules_of(const Section& section, const config::Target& target, const Wishes& wishes) {
  config::Selection rules = section.selection;
  if (!wishes.pin_precise) return rules;
  for (const auto& nevra : wishes.precise) {
    const bool is_here = wishes.earlier && std::ranges::any_of(wishes.earlier->packages, [&](const auto& p) {
                           return p.section == section.path && p.target == target.name && is_of(p, nevra);
                         });
    if (is_here) rules.pin[nevra.name] = {.value = nevra.evr.str(), .where = {}};  // not of repos.yaml
  }
  return rules;
}

solve::SelectionRequest request_for(const product::Session& session, const config::Target& target,
                                    const Contents& contents, const MetadataByName& metadata,
                                    const Wishes& wishes) {
  const config::Config& config = session.config;
  solve::SelectionRequest request{.arch = target.arch, .base = base_for(config, target, metadata)};
  for (const auto* section : upstream_sections(config, contents.targets))
    if (holds(*section, target, config, contents.targets))
      request.candidates.push_back({.metadata = metadata.at(section->upstream),
                                    .section = section->path,
                                    .selection = rules_of(*section, target, wishes)});
  for (const auto& build : contents.builds)
    if (build.target == target.name)
      for (const auto& artifact : build.packages) request.own.push_back(artifact.path);
  if (wishes.earlier)
    for (const auto& package : wishes.earlier->packages)
      if (package.target == target.name) request.earlier.push_back(version_to_keep(package, wishes));
  request.update = wishes.update;
  return request;
}

std::vector<std::string> lines_of(const std::vector<solve::Problem>& problems) {
  std::vector<std::string> lines;
  for (const auto& problem : problems) {
    lines.push_back(problem.requirement + ":");
    for (const auto& line : problem.explanation) lines.push_back("  " + line);
  }
  return lines;
}

// The names of the packages of a chain. With versions, a new version of the product would change every lock.
// A rule ("deps/epel: htop") has a blank, and a NEVRA never has.
std::vector<std::string> names_of(const std::vector<std::string>& chain) {
  std::vector<std::string> names;
  for (const auto& link : chain)
    names.push_back(link.find(' ') == std::string::npos ? rpm::Nevra::parse(link).name : link);
  const auto twice = std::ranges::unique(names);  // a package may require another architecture of itself
  names.erase(twice.begin(), twice.end());
  return names;
}

LockedPackage locked(const solve::Selected& selected, const config::Target& target) {
  LockedPackage package{.target = target.name,
                        .section = selected.section,
                        .nevra = selected.nevra,
                        .upstream = selected.location.repository,
                        .location = selected.location.href,
                        .size = selected.location.size,
                        .sha256 = selected.location.sha256,
                        .source = selected.source_package,
                        .because = names_of(selected.required_by),
                        .requirement = selected.requirement,
                        .rejected = {},
                        .held = selected.held ? selected.held->str() : ""};
  for (const auto& other : selected.rejected)
    package.rejected.push_back({.nevra = other.nevra.str(), .reason = other.reason});
  return package;
}

// The digest that the earlier lock has of a package, if it was selected from the same metadata; else empty.
// So a lock can be solved again without its upstream even if its metadata has only SHA-1.
std::string known_sha256(const LockedPackage& package, const lockfile::Lock* earlier,
                         const MetadataByName& metadata) {
  if (!earlier) return {};
  const auto upstream =
      std::ranges::find(earlier->upstreams, package.upstream, &lockfile::LockedUpstream::name);
  if (upstream == earlier->upstreams.end() ||
      upstream->repomd_sha256 != metadata.at(package.upstream).repomd_sha256)
    return {};
  const auto same = std::ranges::find_if(earlier->packages, [&](const LockedPackage& other) {
    return other.upstream == package.upstream && other.location == package.location &&
           other.nevra == package.nevra;
  });
  return same == earlier->packages.end() ? std::string() : same->sha256;
}

}  // namespace

void add_digests(product::Session& session, const std::string& upstream, std::vector<LockedPackage>& packages,
                 const std::map<std::string, upstream::Location>& without) {
  // Several targets may have the same package.
  std::map<std::string, std::vector<LockedPackage*>> lacking;
  for (auto& package : packages) {
    if (package.upstream != upstream || !package.sha256.empty()) continue;
    lacking[package.location].push_back(&package);
  }
  std::vector<upstream::Location> wanted;
  for (const auto& [location, _] : lacking) wanted.push_back(without.at(upstream + "/" + location));
  // With its metadata: the packages of a lock all have a SHA-256.
  const auto repository = buildroot::open_upstream(session.config, session.config.upstreams.at(upstream),
                                                   session.workspace, session.reporter);
  const auto fetched = repository.fetch(wanted, session.threads(), session.reporter);
  size_t i = 0;
  for (const auto& [_, same] : lacking) {
    for (auto* package : same) package->sha256 = fetched[i].sha256;
    ++i;
  }
}

void add_upstreams(const config::Config& config, const Contents& contents, const MetadataByName& metadata,
                   lockfile::Lock& lock) {
  std::map<std::string, std::set<std::string>> trust;
  for (const auto* section : upstream_sections(config, contents.targets))
    for (const auto& key : layout::trusted_keys(*section, config)) trust[section->upstream].insert(key);
  std::set<std::string> keys;
  for (const auto& [name, state] : metadata) {
    const config::Upstream& upstream = config.upstreams.at(name);
    const auto& trusted = trust[name];
    lock.upstreams.push_back({.name = name,
                              .url = locked_url(upstream, config),
                              .is_mirror_list = upstream.baseurl.empty(),
                              .trust = {trusted.begin(), trusted.end()},
                              .repomd_sha256 = state.repomd_sha256,
                              .revision = state.revision});
    keys.insert(trusted.begin(), trusted.end());
  }
  for (const auto& key : keys)
    lock.keys.push_back({.name = key, .fingerprint = layout::vendor_key(key, config).fingerprint});
}

Error unsolvable(const config::Config& config, const config::Target& target,
                 const std::vector<solve::Problem>& problems) {
  const std::string what = fmt::format("{} of the release for {} cannot be installed",
                                       counted(problems.size(), "package"), target.name);
  Error error = Error(ExitCode::gate, what).notes(lines_of(problems));
  if (base_of(config, target).empty())
    return std::move(error).hint(
        "`release.base` of repos.yaml says what clients have already, such as the upstream with their "
        "operating system; it is not set, so the release itself must contain everything");
  return std::move(error).hint(
      "add a section `from: upstream` with a repository that has what is missing, change the rules of the "
      "sections, or list what clients do have in `release.assume-provides`");
}

solve::Selector selector_for(const product::Session& session, const config::Target& target,
                             const Contents& contents, const MetadataByName& metadata, const Wishes& wishes) {
  return solve::Selector(request_for(session, target, contents, metadata, wishes));
}

Selected select_packages(product::Session& session, const Contents& contents, const MetadataByName& metadata,
                         const Wishes& wishes) {
  Selected made;
  std::map<std::string, upstream::Location> without_sha256;
  std::set<std::string> lacking;
  for (const auto* target : contents.targets.all()) {
    Activity selecting(session.reporter, "selecting", "packages for " + target->name);
    solve::Selection selection = selector_for(session, *target, contents, metadata, wishes).select();
    if (!selection.problems.empty()) throw unsolvable(session.config, *target, selection.problems);
    for (const auto& selected : selection.packages) {
      LockedPackage& package = made.lock.packages.emplace_back(locked(selected, *target));
      if (package.sha256.empty()) package.sha256 = known_sha256(package, wishes.earlier, metadata);
      if (!package.sha256.empty()) continue;
      const std::string& upstream = selected.location.repository;
      without_sha256[upstream + "/" + selected.location.href] = selected.location;
      lacking.insert(upstream);
    }
    std::ranges::move(selection.replacements, std::back_inserter(made.replacements));
    selecting.result(counted(selection.packages.size(), "package"));
  }
  for (const auto& upstream : lacking) add_digests(session, upstream, made.lock.packages, without_sha256);
  add_upstreams(session.config, contents, metadata, made.lock);
  return made;
}

}  // namespace rpmworks::locking
