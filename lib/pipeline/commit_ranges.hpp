// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include "changes/changes.hpp"
#include "git/repository.hpp"
#include "product/session.hpp"

namespace rpmworks::pipeline {

/// The commits between the sources of two packages of the session's product. Only repositories that
/// repos.yaml names are read; their mirrors are updated if they lack one of the commits.
changes::CommitRange commit_range(product::Session& session, const manifest::Entry& before,
                                  const manifest::Entry& after);

/// The commits of a package since that of an earlier one, newest first; none if they cannot be read.
std::vector<git::Commit> commits_between(product::Session& session, const manifest::Entry& before,
                                         const manifest::Entry& after);

/// References to issues in a commit's message: values of the trailers Issue, Fixes, Closes, Resolves, Bug and
/// CVE, and "#12" or "group/project#12" after such a word. In the order of the message, each once.
std::vector<std::string> issues_in(const std::string& message);

}  // namespace rpmworks::pipeline
