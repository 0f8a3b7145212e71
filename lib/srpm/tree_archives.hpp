// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include "archive/tarball.hpp"
#include "core/files.hpp"
#include "git/repository.hpp"
#include "lfs/files.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// An archive that is to be made of the tree of a commit.
struct TreeArchive {
  fs::path file;
  archive::Compression compression = archive::Compression::none;
  std::string prefix;  ///< the folder that all members lie below; "" for none
  git::Commit commit;
  std::string subdir;                         ///< the folder that is archived; "" for all
  std::vector<std::string> exclude = {};      ///< patterns of members to leave out, as ExcludeFilter has them
  bool submodules = true;                     ///< go in; else their folders are empty
  int64_t file_time = 0;                      ///< of the archive itself
  bool keep = false;                          ///< for others that want the same: see KeptArchives
  std::reference_wrapper<lfs::LfsFiles> lfs;  ///< of the commit
  std::function<void(const std::string&)> warn;
};

/// Writes the archives. Those of one tree are written side by side, each of its blobs being read once; those
/// that are the same but for their place are written once, and one that was kept is copied. `threads`
/// compress beside the caller's own. Files that git LFS keeps elsewhere are fetched first; throws as
/// LfsFiles::fetch does.
void write_archives(const git::Repository& repository, const std::vector<TreeArchive>& archives,
                    unsigned threads, const Places& places, Reporter& reporter);

/// What git LFS lacks of the submodules of the tree that an archive is to be made of, an error for each
/// submodule. What else is wrong with them is left to write_archives.
std::vector<Error> missing_in_submodules(const git::Repository& repository, const TreeArchive& archive,
                                         const Places& places, Reporter& reporter);

}  // namespace rpmworks::srpm
