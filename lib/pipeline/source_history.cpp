// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/source_history.hpp"

#include <fmt/format.h>

#include "core/error_line.hpp"
#include "git/repository.hpp"
#include "product/package_source.hpp"

namespace rpmworks::pipeline {

compose::SourceHistory source_history(product::Session& session, const srpm::Srpm& srpm,
                                      const std::vector<std::string>& since) {
  const auto package = session.config.packages.find(srpm.name);
  if (package == session.config.packages.end() || package->second.git.empty())
    return {.commits = {}, .unknown = "repos.yaml does not name their repositories any more"};
  try {
    const git::Repository repository = product::repository_of(session, package->second, srpm.commit);
    auto commits = repository.log(srpm.commit, since);
    if (const std::string& subdir = package->second.subdir; !subdir.empty())
      std::erase_if(commits,
                    [&](const git::Commit& commit) { return !repository.changes_below(commit, subdir); });
    return {.commits = std::move(commits), .unknown = {}};
  } catch (const Error& error) {
    if (error.code() == ExitCode::interrupted) throw;
    return {.commits = {},
            .unknown =
                fmt::format("the history since the release before cannot be read: {}", in_one_line(error))};
  }
}

}  // namespace rpmworks::pipeline
