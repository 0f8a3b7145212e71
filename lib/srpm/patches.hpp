// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "git/repository.hpp"
#include "spec/spec_in_tree.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// A spec whose archive is made from an earlier commit, with patches for the commits since then.
struct PatchedSpec {
  std::string spec_text;                     ///< lists and applies the patches
  std::map<std::string, std::string> files;  ///< file name of a patch → its text
  std::vector<std::string> names;            ///< file names of the patches, in order
};

/// Turns the commits between `upstream` and the packaged commit, that of the tree, into patches of the spec.
/// `text` is the current text of the spec. Patches skip packaging files (the spec, files that it
/// names as sources, and files beside it in a separate folder, if `upstream` does not have them) and files
/// that the archive does not contain (export-ignore). Throws Error(invalid) as git::patches_between and
/// with_patches do; if a changed file differs between archive and tree (export-subst, eol); and for a binary
/// file if the spec does not apply patches with git.
PatchedSpec add_commit_patches(const std::string& text, const spec::SpecInTree& spec,
                               const git::Commit& upstream, Reporter& reporter);

}  // namespace rpmworks::srpm
