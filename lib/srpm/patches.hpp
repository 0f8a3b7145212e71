// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "git/repository.hpp"
#include "git/tree_files.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// A spec whose archive is that of an earlier commit, and what was committed since then.
struct Patched {
  std::string spec_text;                     ///< names the patches and applies them
  std::map<std::string, std::string> files;  ///< name of a patch → its text
  std::vector<std::string> names;            ///< of the patches, in the order in which they apply
};

/// The commits between `upstream` and the commit that is packaged, as patches of the spec at path `spec`. No
/// patch touches what is only packaging (the spec; what it names as sources, and what lies beside it in a
/// folder of its own, where `upstream` has no such file) nor what the archive does not hold (export-ignore).
/// Throws Error(invalid) as git::patches_between and with_patches do; and for a file that is not in the
/// archive as it is in the tree (export-subst, eol) and changed since, or a binary one where the spec has no
/// git apply it.
Patched patched(const git::Repository& repository, const git::Commit& upstream, const git::Commit& commit,
                const git::TreeFiles& tree, const Request& request, const std::string& spec,
                const std::string& spec_text, Reporter& reporter);

}  // namespace rpmworks::srpm
