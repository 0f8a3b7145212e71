// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/withdraw.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compose/build_roots.hpp"
#include "compose/name_conflict.hpp"
#include "compose/released_plan.hpp"
#include "compose/stage.hpp"
#include "compose/staging.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"
#include "gates/gates.hpp"
#include "gates/pass_gates.hpp"
#include "layout/keys.hpp"
#include "releases/earlier_release.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"
#include "releases/releases_page.hpp"
#include "upgrades/upgrade_guide.hpp"

namespace rpmworks::compose {

namespace {

using manifest::Entry;
using manifest::Manifest;
using manifest::Withdrawn;

std::set<std::string> named_in(const Withdrawal& withdrawal) {
  return {withdrawal.packages.begin(), withdrawal.packages.end()};
}

// The source packages, by file name, from which the packages of a release were built.
std::set<std::string> sources_without(const Manifest& manifest, const std::set<std::string>& gone) {
  std::set<std::string> sources;
  for (const auto& entry : manifest.packages)
    if (!entry.nevra.is_source() && !gone.contains(entry.nevra.str())) sources.insert(entry.source_rpm);
  return sources;
}

void require_known(const Withdrawal& withdrawal, const Manifest& from) {
  std::vector<std::string> known;
  for (const auto& entry : from.packages) known.push_back(entry.nevra.str());
  for (const auto& nevra : withdrawal.packages) {
    if (std::ranges::find(known, nevra) != known.end()) continue;
    throw Error(ExitCode::invalid, fmt::format("the release {} has no package {}", from.release, nevra))
        .hint(did_you_mean(nevra, known)
                  .value_or(fmt::format("name packages as `rpmworks manifest {}` lists them: "
                                        "NAME-[EPOCH:]VERSION-RELEASE.ARCH",
                                        from.release)));
  }
}

// "1.0.2.1" → "1.0.2" and 1
std::pair<std::string, unsigned> without_number(const std::string& name) {
  const size_t dot = name.rfind('.');
  const std::string digits = dot == std::string::npos ? "" : name.substr(dot + 1);
  constexpr size_t k_most_digits = 6;
  if (digits.empty() || digits.size() > k_most_digits ||
      !std::ranges::all_of(digits, [](unsigned char c) { return std::isdigit(c); }))
    return {name, 0};
  return {name.substr(0, dot), static_cast<unsigned>(std::stoul(digits))};
}

layout::Signers signers_of(const Environment& environment) {
  layout::Signers signers;
  for (const auto& name : layout::key_names(environment.config))
    signers[name] =
        layout::signer_for(name, environment.config, environment.targets, environment.workspace.tmp());
  return signers;
}

// The groups, modules and advisories of a release.
std::map<std::string, std::vector<repodata::Extra>> released_extras(const Manifest& from,
                                                                    const fs::path& folder) {
  std::map<std::string, std::vector<repodata::Extra>> extras;
  for (const auto& section : from.sections)
    extras[section.path] = repodata::read_extras(folder / section.path);
  return extras;
}

}  // namespace

std::vector<Withdrawn> withdrawn_by(const Withdrawal& withdrawal, const Manifest& from) {
  require_known(withdrawal, from);
  const auto named = named_in(withdrawal);
  const auto before = sources_without(from, {});
  const auto after = sources_without(from, named);
  const auto is_orphaned = [&](const Entry& entry) {
    const std::string file = fs::path(entry.file).filename();
    return entry.nevra.is_source() && before.contains(file) && !after.contains(file);
  };
  std::vector<Withdrawn> withdrawn;
  for (const auto& entry : from.packages)
    if (named.contains(entry.nevra.str()) || is_orphaned(entry))
      withdrawn.push_back({.nevra = entry.nevra.str(),
                           .section = entry.section,
                           .sha256 = entry.sha256,
                           .release = from.release,
                           .reason = withdrawal.reason});
  return withdrawn;
}

bool is_result_of(const Withdrawal& withdrawal, const Manifest& manifest) {
  std::set<std::string> withdrawn;
  for (const auto& one : manifest.withdrawn) {
    if (one.release != withdrawal.from || one.reason != withdrawal.reason) return false;
    withdrawn.insert(one.nevra);
  }
  return !withdrawn.empty() && std::ranges::includes(withdrawn, named_in(withdrawal));
}

std::string name_after(const Withdrawal& withdrawal, const Manifest& from,
                       const store::Workspace& workspace) {
  auto [base, number] = from.withdrawn.empty() ? std::pair(from.release, 0U) : without_number(from.release);
  while (true) {
    std::string name = fmt::format("{}.{}", base, ++number);
    const fs::path place = workspace.releases() / name;
    if (!is_there(place)) return name;
    if (releases::is_release(place) && is_result_of(withdrawal, releases::read_manifest(place))) return name;
  }
}

Composed withdraw(const Withdrawal& withdrawal, const std::string& name, const Environment& environment,
                  const upgrades::BaseOf& base) {
  releases::require_release_name(name);
  const store::Workspace& workspace = environment.workspace;
  const fs::path source = workspace.releases() / withdrawal.from;
  const fs::path place = workspace.releases() / name;
  const Manifest from = releases::read_manifest(source);
  auto withdrawn = withdrawn_by(withdrawal, from);
  releases::require_place(place);
  if (releases::is_release(place)) {
    Manifest there = releases::read_manifest(place);
    if (there.withdrawn == withdrawn)
      return {.folder = place, .manifest = std::move(there), .unchanged = true};
    throw name_conflict(name, releases::was_published(name, workspace),
                        {"it was not made by this withdrawal"});
  }
  const layout::Signers signers = signers_of(environment);
  const auto next = layout::next_keys(environment.config, environment.targets, workspace.tmp());
  Plan plan =
      released_plan(from, source, environment.config, environment.targets, signers, environment.store);
  std::erase_if(plan.items, [&](const Item& item) {
    return std::ranges::any_of(withdrawn, [&](const Withdrawn& one) {
      return one.section == item.section && one.nevra == item.package->nevra.str();
    });
  });
  Activity composing(environment.reporter, "composing", name);
  const Staging staging(workspace, name);
  const auto before =
      releases::earlier_release(workspace.releases(), environment.config.product, name, environment.reporter);
  std::optional<manifest::ReleaseRef> previous;
  if (before) previous = before->reference();
  std::shared_ptr<const upgrades::Upgrades> upgrades;
  const auto guide = [&](const Manifest& made) {
    upgrades = std::make_shared<const upgrades::Upgrades>(upgrades::find_upgrades(
        made, staging.folder(), environment.targets, {}, workspace, {}, environment.reporter));
    return upgrades::upgrade_guide(*upgrades);
  };
  Manifest manifest =
      write_release(staging.folder(), {.release = name,
                                       .lock_sha256 = from.lock_sha256,
                                       .plan = plan,
                                       .config = environment.config,
                                       .targets = environment.targets,
                                       .signers = signers,
                                       .next_keys = next,
                                       .workspace = workspace,
                                       .store = environment.store,
                                       .reporter = environment.reporter,
                                       .withdrawn = std::move(withdrawn),
                                       .upgrade_guide = guide,
                                       .released = source,
                                       .build_roots = released_build_roots(from, source),
                                       .waivers = from.waivers,
                                       .previous = previous,
                                       .released_extras = released_extras(from, source),
                                       .no_base = "a withdrawal does not depend on what clients have"});
  // A package must be removable at any time, also while the metadata of the base cannot be read.
  gates::require_gates(staging.folder(), name,
                       {.config = &environment.config, .base = base, .upgrades = [&] { return upgrades; }},
                       {}, environment.reporter);
  environment.store.sync();
  staging.install(place);
  releases::write_releases_page(workspace, environment.reporter);
  composing.result(counted(manifest.packages.size(), "package"));
  return {.folder = place, .manifest = std::move(manifest)};
}

}  // namespace rpmworks::compose
