// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/publish.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "compose/releases.hpp"
#include "core/text.hpp"

namespace rpmworks::product {

ExitCode worst_of(const std::vector<compose::Check>& checks) {
  ExitCode worst = ExitCode::done;
  for (const auto& check : checks) {
    if (check.passed) continue;
    if (check.code == ExitCode::trust) return ExitCode::trust;
    if (worst == ExitCode::done) worst = check.code;
  }
  return worst;
}

std::vector<compose::Check> verify(Session& session, const fs::path& release_folder) {
  const SessionScope scope(session);
  return compose::verify(release_folder, session.reporter, session.threads());
}

void require_verified(Session& session, const fs::path& release_folder) {
  const auto checks = verify(session, release_folder);
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

void publish_made(Session& session, const Release& made) {
  const SessionScope scope(session);
  // A release that was composed in this run passed every gate before it became visible.
  if (made.composed.unchanged) require_verified(session, made.composed.folder);
  const std::string& release = made.composed.manifest.release;
  if (compose::published(session.workspace) != release)
    compose::publish(release, session.workspace, session.reporter);
}

std::string publish(Session& session, const std::string& release) {
  const SessionScope scope(session);
  std::string before = compose::published(session.workspace);
  const auto names = compose::releases(session.workspace);
  if (std::find(names.begin(), names.end(), release) !=
      names.end())  // for other names compose::publish throws
    require_verified(session, session.workspace.releases() / release);
  compose::publish(release, session.workspace, session.reporter);
  return before;
}

std::string release_before(const store::Workspace& workspace) {
  if (compose::published(workspace).empty())
    throw Error(ExitCode::invalid, "no release is published, so there is none to go back from")
        .hint("publish a release: rpmworks publish RELEASE");
  std::string before = compose::published_before(workspace);
  if (!before.empty()) return before;
  throw Error(ExitCode::invalid, fmt::format("no release is known to have been published before {}",
                                             compose::published(workspace)))
      .hint(fmt::format("name the release to go back to; known releases: {}",
                        join(compose::releases(workspace), ", ")));
}

}  // namespace rpmworks::product
