// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::git {

/// Where a repository is fetched from.
struct Origin {
  std::string url;          ///< as given to git, without credentials; local paths absolute
  bool local = false;       ///< on this machine: a path or a file URL
  std::string shown;        ///< for messages
  std::string credentials;  ///< "https://user:password@host", as git-credential-store keeps them; or empty
};

/// This process's environment less what would make git work on another repository, or ask on the terminal.
std::map<std::string, std::string> transport_environment();

/// Checks an address: an https, http, ssh, git or file URL, `host:path`, or an existing folder or bundle.
/// Throws Error(invalid) for others, above all for git's `ext::` and other transport programs.
Origin parse_origin(const std::string& url);

/// Fetches `refspecs` into the bare repository `git_dir` by the git program, removing what those no longer
/// match. The caller holds the lock on `git_dir`. Gives false when the origin has no ref of a refspec without
/// a wildcard. Throws Error(upstream) when the origin cannot be reached, or does not let this user in.
bool fetch(const fs::path& git_dir, const Origin& origin, const std::vector<std::string>& refspecs);

}  // namespace rpmworks::git
