// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/status.hpp"

#include <algorithm>
#include <ranges>

#include "compose/hidden_folders.hpp"
#include "compose/prune.hpp"
#include "compose/releases.hpp"
#include "compose/staging.hpp"
#include "core/digest.hpp"
#include "core/listing.hpp"
#include "product/lock.hpp"
#include "product/prune.hpp"

namespace rpmworks::product {

namespace {

void add_releases(Session& session, const compose::Publishing& publishing, Status& status) {
  const store::Workspace& workspace = session.workspace;
  const auto record = compose::publications(workspace);
  const auto last = compose::last_published(record, publishing.now);
  for (const auto& warning : compose::future_publications(record, publishing.now))
    session.reporter.warning(warning);
  // What a removal of everything would leave.
  const auto plan = compose::plan_prune(workspace, publishing,
                                        {.keep = 0, .needed = needed_releases(session.config, workspace)});
  std::vector<fs::path> folders;
  for (const auto& item : plan.items) {
    ReleaseStatus one{.release = item.release,
                      .fault = {},
                      .facts = {},
                      .usage = {},
                      .is_published = item.release == status.published,
                      .needed = item.removed ? "" : item.reason};
    try {
      one.facts = compose::facts_of(item.release, workspace);
    } catch (const Error& error) {
      one.fault = error.what();
    }
    for (const auto& publication : record)
      if (publication.release == item.release) one.published_since = publication.since;
    const auto found = std::ranges::find(last, item.release, &compose::LastPublished::release);
    if (found != last.end() && !one.is_published) one.published_until = found->until;
    folders.push_back(workspace.releases() / item.release);
    status.releases.push_back(std::move(one));
  }
  const compose::FilesOnDisk files(folders, session.threads());
  const auto usage = files.each();
  for (auto& one : status.releases) one.usage = usage.at(workspace.releases() / one.release);
  status.bytes = files.together({folders.begin(), folders.end()}).total;
}

void add_publication(Session& session, const compose::Publishing& publishing, Status& status) {
  status.mirror_lists = compose::mirror_lists_in(session.workspace.releases());
  status.unfinished = compose::unfinished_publication(session.workspace);
  if (status.published.empty()) return;
  try {
    status.stale =
        compose::PublicationPlan(status.published, session.workspace, publishing, Reporter::silent())
            .changes();
  } catch (const Error&) {
    // The published release is damaged or missing: its own line says so.
  }
}

void add_temporary(const store::Workspace& workspace, Status& status) {
  auto names = compose::temporary_folders(workspace);
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

void add_inputs(Session& session, Status& status) {
  const fs::path lock = lock_file(session);
  status.has_lock = is_there(lock);
  const std::string digest = status.has_lock ? digest_of_file(lock) : "";
  for (const auto& one : std::views::reverse(status.releases)) {
    if (status.has_lock && status.lock_of.empty() && one.facts.lock_sha256 == digest)
      status.lock_of = one.release;
    if (one.is_published && one.fault.empty())
      status.is_configuration_new = one.facts.config_sha256 != session.config.sha256;
  }
}

}  // namespace

Status status(Session& session) {
  const SessionScope scope(session);
  const auto publishing = compose::publishing_of(session.config);
  Status status{.product = session.config.product,
                .releases_folder = session.workspace.releases(),
                .published = compose::published(session.workspace)};
  add_releases(session, publishing, status);
  add_publication(session, publishing, status);
  add_temporary(session.workspace, status);
  add_results(session.workspace, status);
  add_inputs(session, status);
  return status;
}

}  // namespace rpmworks::product
