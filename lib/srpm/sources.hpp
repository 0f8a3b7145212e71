// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "gear/gear.hpp"
#include "git/tree_files.hpp"
#include "lfs/files.hpp"
#include "srpm/srpm.hpp"
#include "srpm/tree_archives.hpp"

namespace rpmworks::srpm {

/// What gathering the sources of one commit works on.
struct Gathering {
  const git::Repository& repository;
  const git::Commit& commit;
  const git::Commit& archived;                     ///< whose tree the archive is made of
  const std::map<std::string, std::string>& made;  ///< file name → content, of what no tree has
  const git::TreeFiles& tree;
  const Request& request;
  std::string spec;              ///< path from the root of the tree
  const std::string& spec_text;  ///< for showing its lines
  const rpm::SpecInfo& info;
  const upstream::FileCache& fetched;
  lfs::LfsFiles& lfs;
  Reporter& reporter;
  std::function<void(const std::string&)> warn;
  const Places* places = nullptr;  ///< where submodules are fetched to; without, they are not searched
  const gear::GearSources* gear =
      nullptr;  ///< where rules say what the sources are: nothing else is looked for
  std::function<void(const std::string& path)> uses = {};  ///< is told each file of the tree that is a source
};

/// Writes every source and patch that the spec names into `folder`, each with the commit's time: generated
/// ones, those that repos.yaml says where to fetch, files of the tree, and what a dist-git commit has
/// elsewhere, in this order; with rules of GEAR, those that they make instead of the last two. Gives the
/// archive of the tree itself, when the first source is a tar archive that is none of these, as what remains
/// to be written. Throws Error(invalid) naming all that nothing provides, each with its line in the spec;
/// Error(upstream) and Error(trust) for what is fetched.
std::vector<TreeArchive> gather_sources(const Gathering& what, const fs::path& folder);

}  // namespace rpmworks::srpm
