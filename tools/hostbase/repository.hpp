// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/events.hpp"
#include "core/files.hpp"

namespace rpmworks::hostbase {

/// The result of a run.
struct Outcome {
  std::vector<std::string> nevras;  ///< all packages of the repository, sorted
  size_t built = 0;                 ///< how many of them this run built
  uint64_t bytes = 0;
  std::string fingerprint;           ///< of the signing key
  std::vector<std::string> unknown;  ///< requested packages that Debian does not have; not remembered
};

/// An RPM repository made from this machine's own Debian release.
///
///     packages/ repodata/ RPM-GPG-KEY-hostbase seeds    links into the current state
///     current -> states/ID                              swapped by one rename
///     cache/debs, cache/contents                        may be deleted at any time
///     .rpmworks-hostbase                                marks the folder as a base repository
class Repository {
 public:
  explicit Repository(fs::path folder);

  /// Updates the repository: the default seeds, those requested earlier, and `more`. Packages that would not
  /// change are not built again; if nothing can have changed, nothing is read. With `forget`, earlier
  /// requests are dropped. `keys` is the GnuPG home of the signing key, created if missing. If it is
  /// lost, clients see another repository, so it must not be in a cache. Throws Error(locked) if another run
  /// is active, and Error(usage) without writing anything if the folder contains something else.
  Outcome update(const std::vector<std::string>& more, bool forget, unsigned jobs, const fs::path& keys,
                 Reporter& reporter);

  /// The content of the repository, without changing it. Throws Error(invalid) if it does not exist yet.
  Outcome list() const;

 private:
  fs::path m_folder;
};

}  // namespace rpmworks::hostbase
