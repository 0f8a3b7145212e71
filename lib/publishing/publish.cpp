// SPDX-License-Identifier: GPL-3.0-or-later
#include "publishing/publish.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "compose/known_release.hpp"
#include "core/text.hpp"
#include "locking/client_base.hpp"
#include "locking/lock.hpp"
#include "locking/release_targets.hpp"
#include "publishing/release_folder.hpp"
#include "releases/releases.hpp"
#include "upgrades/upgrades.hpp"

namespace rpmworks::publishing {

std::vector<gates::Check> verify(product::Session& session, const fs::path& release_folder) {
  const product::SessionScope scope(session);
  return gates::verify(release_folder, session.reporter, session.threads());
}

std::vector<gates::Check> verify_on_base(product::Session& session, const fs::path& release_folder,
                                         bool are_upgrades_real, const gates::RemotePackages* remote) {
  const product::SessionScope scope(session);
  std::vector<const config::Target*> all;
  for (const auto& name : locking::release_target_names(session.config))
    all.push_back(&session.config.targets.at(name));
  const layout::Targets targets(all);
  const auto base = locking::client_base(session, all, locking::read_lock(session, true));
  const auto upgrades = [&] {
    return std::make_shared<const upgrades::Upgrades>(upgrades::find_upgrades(
        manifest_of(release_folder), release_folder, targets, base, session.workspace, {}, session.reporter));
  };
  return gates::verify(release_folder, session.reporter, session.threads(),
                       {.config = &session.config,
                        .base = base,
                        .upgrades = upgrades,
                        .are_upgrades_real = are_upgrades_real,
                        .remote = remote});
}

namespace {

// Whether a gate shows that a release is complete and unchanged. Its findings cannot be waived.
bool is_about_integrity(const gates::Check& check) {
  return check.name != "waivers" && std::ranges::count(config::strict_gates(), check.name) > 0;
}

std::string published_before(const gates::Check& check, const std::string& finding) {
  return fmt::format("{} of {}: {} (this release was published before, so it may be published again)",
                     check.name, check.subject, finding);
}

// Clients may have the release, and a rollback must be possible at any time: only damage stops it. A gate may
// be newer than the release, and a waiver may have expired since.
std::vector<gates::Check> without_known_findings(std::vector<gates::Check> checks,
                                                 std::vector<std::string>& warnings) {
  for (const auto& check : checks)
    if (!check.passed && !is_about_integrity(check))
      for (const auto& finding : check.findings) warnings.push_back(published_before(check, finding.text));
  std::erase_if(checks, [](const gates::Check& check) { return !is_about_integrity(check); });
  return checks;
}

void require_passed(const std::vector<gates::Check>& checks, const fs::path& release_folder) {
  const ExitCode worst = worst_of(checks);
  if (worst == ExitCode::done) return;
  std::vector<std::string> findings;
  for (const auto& check : checks) {
    if (check.passed) continue;
    for (const auto& finding : check.findings)
      findings.push_back(fmt::format("{} of {}: {}", check.name, check.subject, finding.text));
  }
  throw Error(
      worst, fmt::format("the release {} failed verification and was not published", release_folder.string()))
      .notes(std::move(findings))
      .hint(
          "the published release has not changed. If this release was never published, make it again with "
          "--replace; otherwise restore it from a copy");
}

std::string withdrawn_hint(const std::string& release, const gates::Check& check) {
  std::string packages;
  for (const auto& finding : check.findings)
    if (!finding.file.empty()) packages += " " + finding.id;
  if (!packages.empty())
    return fmt::format(
        "make a release without them: `rpmworks withdraw --from {}{}`; or accept the findings with "
        "waivers (docs/gates.md), and compose it again with --replace",
        release, packages);
  return check.notes.empty() ? "" : "publish the release that was made without them";
}

// A package may have been withdrawn since the gates passed. Of a release that was published before, warns
// about what is not among the warnings that were `told`.
void require_not_withdrawn(product::Session& session, const std::string& release,
                           const std::vector<std::string>& told) {
  const auto check = gates::withdrawn_since(release, session.workspace);
  std::vector<std::string> texts = gates::texts_of(check.findings);
  texts.insert(texts.end(), check.notes.begin(), check.notes.end());
  if (texts.empty()) return;
  if (releases::was_published(release, session.workspace)) {
    for (const auto& text : texts)
      if (const auto warning = published_before(check, text); std::ranges::count(told, warning) == 0)
        session.reporter.warning(warning);
    return;
  }
  throw Error(
      check.code,
      fmt::format("the release {} has packages that were withdrawn, so it was not published", release))
      .notes(std::move(texts))
      .hint(withdrawn_hint(release, check));
}

}  // namespace

void require_intact(product::Session& session, const fs::path& release_folder) {
  auto checks = verify(session, release_folder);
  std::erase_if(checks, [](const gates::Check& check) { return !is_about_integrity(check); });
  require_passed(checks, release_folder);
}

Verification require_publishable_release(product::Session& session, const std::string& release,
                                         bool read_all) {
  const product::SessionScope scope(session);
  const fs::path folder = session.workspace.releases() / release;
  const compose::KnownRelease known(folder, release, session.workspace);
  if (!read_all)
    if (const auto warnings = known.warnings_if_good()) {
      for (const auto& warning : *warnings) session.reporter.warning(warning);
      require_not_withdrawn(session, release, *warnings);
      return Verification::known;
    }
  auto checks = verify(session, folder);
  std::vector<std::string> warnings;
  if (releases::was_published(release, session.workspace))
    checks = without_known_findings(std::move(checks), warnings);
  for (const auto& warning : warnings) session.reporter.warning(warning);
  require_passed(checks, folder);
  known.remember(folder, warnings);
  require_not_withdrawn(session, release, warnings);
  return Verification::read;
}

Published publish(product::Session& session, const std::string& release, const PublishOptions& options) {
  const product::SessionScope scope(session);
  Published published;
  const auto names = releases::releases(session.workspace);
  if (std::ranges::count(names, release) > 0)  // for other names, the plan throws the error
    published.verification = require_publishable_release(session, release, options.verify);
  const releases::PublicationPlan plan(release, session.workspace, releases::publishing_of(session.config),
                                       session.reporter);
  published.before = plan.before();
  published.listed = plan.listed();
  published.changes = plan.changes();
  if (!options.dry_run) plan.publish();
  return published;
}

std::string release_before(const store::Workspace& workspace) {
  if (releases::published(workspace).empty())
    throw Error(ExitCode::invalid, "no release is published, so there is none to go back from")
        .hint("publish a release: rpmworks publish RELEASE");
  // A run that was killed recorded a publication that it did not complete.
  if (!releases::unfinished_publication(workspace).empty()) return releases::published(workspace);
  std::string before = releases::published_before(workspace);
  if (!before.empty()) return before;
  throw Error(ExitCode::invalid, fmt::format("no release is known to have been published before {}",
                                             releases::published(workspace)))
      .hint(fmt::format("name the release to go back to; known releases: {}",
                        join(releases::releases(workspace), ", ")));
}

}  // namespace rpmworks::publishing
