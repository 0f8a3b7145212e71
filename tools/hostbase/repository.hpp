// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/events.hpp"
#include "core/files.hpp"

namespace rpmworks::hostbase {

/// What a run came to.
struct Outcome {
  std::vector<std::string> nevras;  ///< everything the repository holds, sorted
  size_t built = 0;                 ///< of them, built by this run
  uint64_t bytes = 0;
  std::string fingerprint;           ///< of the key that signed them
  std::vector<std::string> unknown;  ///< what was asked for and Debian does not have; not remembered
};

/// An RPM repository made out of this machine's own Debian release.
///
///     packages/ repodata/ RPM-GPG-KEY-hostbase seeds    links into the current state
///     current -> states/ID                              swapped by one rename
///     cache/debs, cache/contents                        may be deleted at any time
///     .rpmworks-hostbase                                says that the folder is one
class Repository {
 public:
  explicit Repository(fs::path folder);

  /// Brings the repository up to date: the default seeds, those asked for earlier, and `more`. Packages that
  /// would come out the same are not built again; when nothing can have changed nothing is even looked at.
  /// With `forget`, what was asked for earlier is left out. `keys` is the GnuPG home of the key that signs,
  /// made when it is missing; whoever loses it has another repository to others' eyes, so it belongs in no
  /// cache. Throws Error(locked) when another run is at it, and Error(usage), with nothing written, when the
  /// folder holds something else.
  Outcome update(const std::vector<std::string>& more, bool forget, unsigned jobs, const fs::path& keys,
                 Reporter& reporter);

  /// What it holds, without touching it. Throws Error(invalid) when it has not been made yet.
  Outcome list() const;

 private:
  fs::path m_folder;
};

}  // namespace rpmworks::hostbase
