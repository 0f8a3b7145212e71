// SPDX-License-Identifier: GPL-3.0-or-later
#include "publishing/prune.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/duration.hpp"
#include "core/text.hpp"
#include "releases/releases.hpp"

namespace rpmworks::publishing {

namespace {

// The release that a path in releases/, or its file:// URL, belongs to; empty if it is elsewhere.
std::string release_at(std::string place, const store::Workspace& workspace) {
  constexpr std::string_view k_file = "file://";
  if (place.starts_with(k_file)) place.erase(0, k_file.size());
  if (!place.starts_with('/')) return "";
  const fs::path inside = fs::path(place).lexically_normal().lexically_relative(workspace.releases());
  const std::string name = inside.empty() ? "" : inside.begin()->string();
  return name == ".." || name == "." ? "" : name;
}

}  // namespace

std::optional<std::chrono::seconds> parse_age(const std::string& text) {
  return config::parse_duration(text);
}

std::map<std::string, std::string> needed_releases(const config::Config& config,
                                                   const store::Workspace& workspace) {
  std::map<std::string, std::string> needed;
  const auto refer = [&](const std::string& place, const std::string& why) {
    const std::string release = release_at(place, workspace);
    if (!release.empty()) needed.emplace(release, why);
  };
  for (const auto& release : config.kept_releases) needed.emplace(*release, "listed in `release.keep`");
  for (const auto& base : config.base) refer(base.path.string(), "`release.base` refers to it");
  for (const auto& [name, upstream] : config.upstreams)
    for (const auto& place : {upstream.baseurl, upstream.mirrorlist})
      refer(place, fmt::format("the upstream {} refers to it", name));
  return needed;
}

Pruned prune(product::Session& session, const PruneRequest& request) {
  const product::SessionScope scope(session);
  if (!request.keep && !request.older_than)
    throw Error(ExitCode::usage, "nothing says which releases to remove")
        .hint(
            "pass --keep N, --older-than AGE, or both: a release is removed only if both say so. "
            "--unused-for "
            "AGE removes from the store instead");
  const auto names = releases::releases(session.workspace);
  for (const auto& kept : session.config.kept_releases)
    if (std::ranges::count(names, *kept) == 0)
      session.reporter.warning(fmt::format("{}:{}: `release.keep` lists {}, but there is no such release",
                                           kept.where.file, kept.where.line, *kept));
  const auto publishing = releases::publishing_of(session.config);
  for (const auto& warning :
       releases::future_publications(releases::publications(session.workspace), publishing.now))
    session.reporter.warning(warning);
  Pruned pruned{.plan = releases::plan_prune(session.workspace, publishing,
                                             {.keep = request.keep,
                                              .older_than = request.older_than,
                                              .needed = needed_releases(session.config, session.workspace)}),
                .usage = {}};
  if (!pruned.plan.removed().empty())
    for (const auto& warning : pruned.plan.warnings) session.reporter.warning(warning);
  pruned.usage = releases::usage_of_removed(pruned.plan, session.workspace, session.threads());
  if (!request.dry_run) releases::prune(pruned.plan, session.workspace, publishing, session.reporter);
  return pruned;
}

}  // namespace rpmworks::publishing
