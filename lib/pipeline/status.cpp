// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/status.hpp"

#include <algorithm>
#include <ranges>

#include "compose/staging.hpp"
#include "core/digest.hpp"
#include "core/listing.hpp"
#include "locking/lock.hpp"
#include "publishing/prune.hpp"
#include "releases/hidden_folders.hpp"
#include "releases/prune.hpp"
#include "releases/releases.hpp"

namespace rpmworks::pipeline {

namespace {

void add_releases(product::Session& session, const releases::Publishing& publishing, Status& status) {
  const store::Workspace& workspace = session.workspace;
  const auto record = releases::publications(workspace);
  const auto last = releases::last_published(record, publishing.now);
  for (const auto& warning : releases::future_publications(record, publishing.now))
    session.reporter.warning(warning);
  // What a removal of everything would leave.
  const auto plan = releases::plan_prune(
      workspace, publishing, {.keep = 0, .needed = publishing::needed_releases(session.config, workspace)});
  std::vector<fs::path> folders;
  for (const auto& item : plan.items) {
    ReleaseStatus one{.release = item.release,
                      .fault = {},
                      .facts = {},
                      .usage = {},
                      .is_published = item.release == status.published,
                      .needed = item.removed ? "" : item.reason};
    try {
      one.facts = releases::facts_of(item.release, workspace);
    } catch (const Error& error) {
      one.fault = error.what();
    }
    for (const auto& publication : record)
      if (publication.release == item.release) one.published_since = publication.since;
    const auto found = std::ranges::find(last, item.release, &releases::LastPublished::release);
    if (found != last.end() && !one.is_published) one.published_until = found->until;
    folders.push_back(workspace.releases() / item.release);
    status.releases.push_back(std::move(one));
  }
  const releases::FilesOnDisk files(folders, session.threads());
  const auto usage = files.each();
  for (auto& one : status.releases) one.usage = usage.at(workspace.releases() / one.release);
  status.bytes = files.together({folders.begin(), folders.end()}).total;
}

void add_publication(product::Session& session, const releases::Publishing& publishing, Status& status) {
  status.mirror_lists = releases::mirror_lists_in(session.workspace.releases());
  status.unfinished = releases::unfinished_publication(session.workspace);
  if (status.published.empty()) return;
  try {
    status.stale =
        releases::PublicationPlan(status.published, session.workspace, publishing, Reporter::silent())
            .changes();
  } catch (const Error&) {
    // The published release is damaged or missing: its own line says so.
  }
}

void add_temporary(const store::Workspace& workspace, Status& status) {
  auto names = releases::temporary_folders(workspace);
  for (auto& name : compose::staged_folders(workspace)) names.push_back(std::move(name));
  for (const auto& name : names)
    if (is_there(workspace.releases() / name)) status.temporary.push_back("releases/" + name);
}

void add_results(const store::Workspace& workspace, Status& status) {
  std::error_code none;
  if (!fs::is_directory(workspace.results(), none)) return;
  for (const auto& target : entries_in(workspace.results()))
    if (target.is_directory())
      status.results[target.path().filename()] = std::ranges::count_if(
          entries_in(target.path()), [](const auto& entry) { return entry.is_directory(); });
}

void add_inputs(product::Session& session, Status& status) {
  const fs::path lock = locking::lock_file(session);
  status.has_lock = is_there(lock);
  if (status.has_lock) status.lock = locking::lock_state(session);
  const std::string digest = status.has_lock ? digest_of_file(lock) : "";
  for (const auto& one : std::views::reverse(status.releases)) {
    if (status.has_lock && status.lock_of.empty() && one.facts.lock_sha256 == digest)
      status.lock_of = one.release;
    if (one.is_published && one.fault.empty())
      status.is_configuration_new = one.facts.config_sha256 != session.config.sha256;
  }
}

}  // namespace

Status status(product::Session& session) {
  const product::SessionScope scope(session);
  const auto publishing = releases::publishing_of(session.config);
  Status status{.product = session.config.product,
                .releases_folder = session.workspace.releases(),
                .published = releases::published(session.workspace)};
  add_releases(session, publishing, status);
  add_publication(session, publishing, status);
  add_temporary(session.workspace, status);
  add_results(session.workspace, status);
  add_inputs(session, status);
  return status;
}

}  // namespace rpmworks::pipeline
