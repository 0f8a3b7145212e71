// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: finds the packages of build roots by their digests.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/events.hpp"
#include "core/files.hpp"
#include "manifest/build_roots.hpp"
#include "store/store.hpp"

namespace rpmworks::proving {

/// Puts packages of build roots into the store: from folders, and from the upstreams that a release names. A
/// file counts only if it has the digest, so it does not matter where it comes from.
class PackageFinder {
 public:
  PackageFinder(const manifest::BuildRoots& roots, const std::vector<fs::path>& folders, store::Store& store,
                fs::path tmp, Reporter& reporter);

  /// Takes the packages of these roots that can be found. Those that cannot are told by `missing`.
  void find(const std::vector<std::string>& root_digests);

  /// What a build needs of its root: paths in the store. If something is missing, says what, in one line, and
  /// the paths are worthless.
  std::vector<fs::path> packages_of(const std::string& root_digest, std::string& missing) const;

 private:
  void take_from_folders(std::map<std::string, uint64_t>& wanted);
  void download(const std::map<std::string, uint64_t>& wanted);
  std::string why_missing(const std::string& sha256) const;

  const manifest::BuildRoots& m_roots;
  const std::vector<fs::path>& m_folders;
  store::Store& m_store;
  fs::path m_tmp;
  Reporter& m_reporter;
  std::map<std::string, std::string> m_failed;  ///< why a repository could not be read, by its name
};

}  // namespace rpmworks::proving
