// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/publish.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "compose/known_release.hpp"
#include "compose/releases.hpp"
#include "compose/upgrades.hpp"
#include "core/text.hpp"
#include "product/client_base.hpp"
#include "product/lock.hpp"
#include "product/release_folder.hpp"
#include "product/release_targets.hpp"

namespace rpmworks::product {

std::vector<compose::Check> verify(Session& session, const fs::path& release_folder) {
  const SessionScope scope(session);
  return compose::verify(release_folder, session.reporter, session.threads());
}

std::vector<compose::Check> verify_on_base(Session& session, const fs::path& release_folder,
                                           bool are_upgrades_real) {
  const SessionScope scope(session);
  std::vector<const config::Target*> all;
  for (const auto& name : release_target_names(session.config))
    all.push_back(&session.config.targets.at(name));
  const compose::Targets targets(all);
  const auto base = client_base(session, all, read_lock(session, true));
  const auto upgrades = [&] {
    return std::make_shared<const compose::Upgrades>(compose::find_upgrades(
        manifest_of(release_folder), release_folder, targets, base, session.workspace, session.reporter));
  };
  return compose::verify(release_folder, session.reporter, session.threads(),
                         {.config = &session.config,
                          .base = base,
                          .upgrades = upgrades,
                          .are_upgrades_real = are_upgrades_real});
}

namespace {

// Whether a gate shows that a release is complete and unchanged. Its findings cannot be waived.
bool is_about_integrity(const compose::Check& check) {
  return check.name != "waivers" && std::ranges::count(config::strict_gates(), check.name) > 0;
}

// Clients may have the release, and a rollback must be possible at any time: only damage stops it. A gate may
// be newer than the release, and a waiver may have expired since.
std::vector<compose::Check> without_known_findings(std::vector<compose::Check> checks,
                                                   std::vector<std::string>& warnings) {
  for (const auto& check : checks)
    if (!check.passed && !is_about_integrity(check))
      for (const auto& finding : check.findings)
        warnings.push_back(
            fmt::format("{} of {}: {} (this release was published before, so it may be published again)",
                        check.name, check.subject, finding.text));
  std::erase_if(checks, [](const compose::Check& check) { return !is_about_integrity(check); });
  return checks;
}

void require_passed(const std::vector<compose::Check>& checks, const fs::path& release_folder) {
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

}  // namespace

void require_verified(Session& session, const fs::path& release_folder) {
  require_passed(verify(session, release_folder), release_folder);
}

Verification require_publishable_release(Session& session, const std::string& release, bool read_all) {
  const SessionScope scope(session);
  const fs::path folder = session.workspace.releases() / release;
  const compose::KnownRelease known(folder, release, session.workspace);
  if (!read_all)
    if (const auto warnings = known.warnings_if_good()) {
      for (const auto& warning : *warnings) session.reporter.warning(warning);
      return Verification::known;
    }
  auto checks = verify(session, folder);
  std::vector<std::string> warnings;
  if (compose::was_published(release, session.workspace))
    checks = without_known_findings(std::move(checks), warnings);
  for (const auto& warning : warnings) session.reporter.warning(warning);
  require_passed(checks, folder);
  known.remember(folder, warnings);
  return Verification::read;
}

std::string publish_made(Session& session, const Release& made) {
  const SessionScope scope(session);
  const std::string& release = made.composed.manifest.release;
  // A release that was composed in this run passed every gate before it became visible.
  if (made.composed.unchanged) require_publishable_release(session, release);
  const compose::PublicationPlan plan(release, session.workspace, compose::publishing_of(session.config),
                                      session.reporter);
  plan.publish();
  return plan.before();
}

Published publish(Session& session, const std::string& release, const PublishOptions& options) {
  const SessionScope scope(session);
  Published published;
  const auto names = compose::releases(session.workspace);
  if (std::ranges::count(names, release) > 0)  // for other names, the plan throws the error
    published.verification = require_publishable_release(session, release, options.verify);
  const compose::PublicationPlan plan(release, session.workspace, compose::publishing_of(session.config),
                                      session.reporter);
  published.before = plan.before();
  published.listed = plan.listed();
  published.changes = plan.changes();
  if (!options.dry_run) plan.publish();
  return published;
}

std::string release_before(const store::Workspace& workspace) {
  if (compose::published(workspace).empty())
    throw Error(ExitCode::invalid, "no release is published, so there is none to go back from")
        .hint("publish a release: rpmworks publish RELEASE");
  // A run that was killed recorded a publication that it did not complete.
  if (!compose::unfinished_publication(workspace).empty()) return compose::published(workspace);
  std::string before = compose::published_before(workspace);
  if (!before.empty()) return before;
  throw Error(ExitCode::invalid, fmt::format("no release is known to have been published before {}",
                                             compose::published(workspace)))
      .hint(fmt::format("name the release to go back to; known releases: {}",
                        join(compose::releases(workspace), ", ")));
}

}  // namespace rpmworks::product
