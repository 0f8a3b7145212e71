// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "gear/gear.hpp"
#include "lfs/files.hpp"
#include "spec/spec_in_tree.hpp"
#include "srpm/srpm.hpp"
#include "srpm/tree_archives.hpp"

namespace rpmworks::srpm {

/// The input for gathering the sources of one commit.
struct SourceContext {
  const git::Repository& repository;
  const git::Commit& commit;
  const git::Commit& archived;                     ///< the commit whose tree is archived
  const std::map<std::string, std::string>& made;  ///< generated sources: file name → content
  const Request& request;
  spec::SpecInTree spec;
  const std::string& spec_text;  ///< as it is packaged; for showing its lines in messages
  const rpm::SpecInfo& info;
  const upstream::FileCache& fetched;
  lfs::Files& lfs;
  Reporter& reporter;
  std::function<void(const std::string&)> warn;
  const Places* places = nullptr;  ///< where submodules are fetched to; if null, they are not searched
  const gear::Sources* gear =
      nullptr;  ///< set if GEAR rules define the sources; then nothing else is searched
  std::function<void(const std::string& path)> uses =
      {};  ///< called for each file of the tree that becomes a source
};

/// Writes every source and patch that the spec names into `folder`, each with the commit's time. Searched in
/// this order: generated sources, downloads configured in repos.yaml, files of the tree, files in a dist-git
/// lookaside cache. GEAR rules replace the last two. If the first source is a tar archive and none of these,
/// it is the archive of the tree itself and is returned; the caller must write it. Throws Error(invalid) for
/// all sources that are not found, with their lines in the spec; Error(upstream) and Error(trust) for
/// downloads.
std::vector<TreeArchive> gather_sources(const SourceContext& what, const fs::path& folder);

}  // namespace rpmworks::srpm
