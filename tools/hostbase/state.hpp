// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::hostbase {

inline constexpr const char* k_public_key = "RPM-GPG-KEY-hostbase";

/// What a state of the repository says of itself, in its state.json.
struct State {
  std::string stamp;                              ///< of everything that it was made from
  std::string fingerprint;                        ///< of the key that signed it
  std::vector<std::string> seeds;                 ///< asked for beside the default ones
  std::map<std::string, std::string> built_from;  ///< package file → digest of what it was built from
  std::vector<std::string> nevras;                ///< sorted
  uint64_t bytes = 0;
};

/// Throws Error(usage) when `folder` holds something and is no base repository: a `gnupg` in it would be
/// somebody's keys, a `tmp` or `cache` somebody's files. One that is missing or empty is nobody's.
void check_is_free(const fs::path& folder);

/// Marks `folder`, whose lock is held, as a base repository from the first moment on.
void mark(const fs::path& folder);

/// The state that readers see now; nothing when there is none yet. Throws Error(invalid) when it is damaged.
std::optional<State> current_state(const fs::path& folder);

/// Corrects what the current state says of itself; its packages stay.
void restate(const fs::path& folder, const State& state);

/// Makes `made` (a folder on the same file system with packages, repodata and the key in it) the current
/// state, by the swap of one link that packages, repodata and the others go through. The state before stays,
/// for those who are reading it; older ones go.
void publish_state(const fs::path& folder, const fs::path& made, const State& state);

}  // namespace rpmworks::hostbase
