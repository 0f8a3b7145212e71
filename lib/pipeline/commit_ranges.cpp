// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/commit_ranges.hpp"

#include <algorithm>

#include "compose/plan.hpp"
#include "core/error_line.hpp"
#include "core/pattern.hpp"
#include "core/text.hpp"
#include "git/commit_trailers.hpp"
#include "product/package_source.hpp"
#include "rpm/source_name.hpp"

namespace rpmworks::pipeline {

namespace {

// The package of repos.yaml from whose repository an entry was made; null if there is none.
const config::PackageSource* source_in(const config::Config& config, const manifest::Entry& entry) {
  const std::string name = entry.nevra.is_source() ? entry.nevra.name : rpm::source_name(entry.source_rpm);
  const auto is_its = [&](const config::PackageSource& package) {
    return !package.git.empty() && compose::shown_url(package.git, config) == entry.origin.url();
  };
  if (const auto package = config.packages.find(name);
      package != config.packages.end() && is_its(package->second))
    return &package->second;
  for (const auto& [other, package] : config.packages)
    if (package.subdir.empty() && is_its(package)) return &package;
  return nullptr;
}

changes::Commit shown(const git::Commit& commit) {
  return {.id = commit.id,
          .subject = commit.subject,
          .author = commit.author_name,
          .time = commit.time,
          .issues = issues_in(commit.message)};
}

// The commits of a package up to `last`, without those up to `since`.
std::vector<git::Commit> log_of(const git::Repository& repository, const config::PackageSource& package,
                                const std::string& last, const std::string& since) {
  auto commits = repository.log(last, {since});
  if (!package.subdir.empty())
    std::erase_if(commits, [&](const git::Commit& commit) {
      return !repository.changes_below(commit, package.subdir);
    });
  return commits;
}

bool names_issues(const git::Trailer& trailer) {
  static const std::vector<std::string> k_keys{"Issue",    "Issues", "Fixes", "Closes", "Close",
                                               "Resolves", "Bug",    "CVE",   "Refs",   "References"};
  return std::ranges::any_of(k_keys, [&](const auto& key) { return trailer.has_key(key); });
}

}  // namespace

std::vector<std::string> issues_in(const std::string& message) {
  std::vector<std::string> issues;
  const auto add = [&](const std::string& issue) {
    if (!issue.empty() && std::ranges::count(issues, issue) == 0) issues.push_back(issue);
  };
  static const Pattern k_reference(
      R"(\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?|refs?|see|bug|issue)\b:?\s+((?:[\w.-]+/[\w.-]+)?#\d+))",
      Pattern::Case::ignored);
  for (auto match = k_reference.find(message); match; match = k_reference.find(message, match->end()))
    add((*match)[1]);
  // "Fixes: 1234abcd (subject)" names a commit.
  static const Pattern k_commit(R"([0-9a-f]{7,40}(?:\s.*)?)");
  for (const auto& trailer : git::trailers_in(message)) {
    if (!names_issues(trailer) || k_commit.matches(trailer.value)) continue;
    for (const auto& issue : split(trailer.value, ',')) add(std::string(trim(issue)));
  }
  return issues;
}

std::vector<git::Commit> commits_between(product::Session& session, const manifest::Entry& before,
                                         const manifest::Entry& after) {
  const config::PackageSource* const package = source_in(session.config, after);
  if (!package) return {};
  try {
    const git::Repository repository = product::repository_of(session, *package, after.origin.commit());
    return log_of(repository, *package, after.origin.commit(), before.origin.commit());
  } catch (const Error& error) {
    if (error.code() == ExitCode::interrupted) throw;
    return {};
  }
}

changes::CommitRange commit_range(product::Session& session, const manifest::Entry& before,
                                  const manifest::Entry& after) {
  changes::CommitRange range;
  const config::PackageSource* const package = source_in(session.config, after);
  if (!package) {
    range.unknown = "repos.yaml does not name its repository";
    return range;
  }
  const std::string& was = before.origin.commit();
  const std::string& is = after.origin.commit();
  try {
    const git::Repository repository = product::repository_of(session, *package, is);
    range.are_gone = repository.is_ancestor(is, was);
    for (const auto& commit :
         log_of(repository, *package, range.are_gone ? was : is, range.are_gone ? is : was))
      range.commits.push_back(shown(commit));
  } catch (const Error& error) {
    if (error.code() == ExitCode::interrupted) throw;
    range.unknown = in_one_line(error);
  }
  return range;
}

}  // namespace rpmworks::pipeline
