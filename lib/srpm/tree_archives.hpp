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

/// An archive to be made from the tree of a commit.
struct TreeArchive {
  fs::path file;
  archive::Compression compression = archive::Compression::none;
  std::string prefix;  ///< top folder of all members; "" for none
  git::Commit commit;
  std::string subdir;                      ///< the archived folder; "" for the whole tree
  std::vector<std::string> exclude = {};   ///< patterns of members to skip, see ExcludeFilter
  bool submodules = true;                  ///< include submodules; else their folders are empty
  int64_t file_time = 0;                   ///< time of the archive file
  bool keep = false;                       ///< keep it in the store for other targets: see ArchiveCache
  std::reference_wrapper<lfs::Files> lfs;  ///< of the commit
  std::function<void(const std::string&)> warn;
};

/// Writes the archives. Archives of the same tree are written together and read each blob once; identical
/// archives are written once and copied; archives in the cache are copied. `threads` compress in addition to
/// the caller's thread. Fetches git LFS files first; throws as lfs::Files::fetch does.
void write_archives(const git::Repository& repository, const std::vector<TreeArchive>& archives,
                    unsigned threads, const Places& places, Reporter& reporter);

/// The git LFS files that are missing for the submodules of an archive's tree, one error per submodule. Other
/// errors of submodules are left to write_archives.
std::vector<Error> missing_in_submodules(const git::Repository& repository, const TreeArchive& archive,
                                         const Places& places, Reporter& reporter);

}  // namespace rpmworks::srpm
