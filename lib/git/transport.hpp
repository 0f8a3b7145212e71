// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::git {

/// The repository to fetch from.
struct Origin {
  std::string url;          ///< as passed to git, without credentials; local paths are absolute
  bool local = false;       ///< on this machine: a path or a file URL
  std::string shown;        ///< for messages
  std::string credentials;  ///< "https://user:password@host", the format of git-credential-store; or empty
};

/// This process's environment without variables that would select another repository or prompt on the
/// terminal.
std::map<std::string, std::string> transport_environment();

/// Parses an address: an https, http, ssh, git or file URL, `host:path`, or an existing folder or bundle.
/// Throws Error(invalid) for others, in particular git's `ext::` and other transport programs.
Origin parse_origin(const std::string& url);

/// Runs git to fetch `refspecs` into the bare repository `git_dir`, and prunes refs that no longer match. The
/// caller holds the lock on `git_dir`. Returns false if the origin lacks the ref of a refspec without a
/// wildcard. Throws Error(upstream) if the origin cannot be reached or refuses access.
bool fetch(const fs::path& git_dir, const Origin& origin, const std::vector<std::string>& refspecs);

}  // namespace rpmworks::git
