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

/// The content of a state's state.json.
struct State {
  std::string stamp;                              ///< of all inputs
  std::string fingerprint;                        ///< of the key that signed it
  std::vector<std::string> seeds;                 ///< requested in addition to the default ones
  std::map<std::string, std::string> built_from;  ///< package file → digest of its inputs
  std::vector<std::string> nevras;                ///< sorted
  uint64_t bytes = 0;
  int index_version = 1;  ///< the k_index_version that its metadata was made with
};

/// Increased whenever the same packages get other metadata.
inline constexpr int k_index_version = 2;

/// Throws Error(usage) if `folder` is neither empty nor missing and is not a base repository: a `gnupg`,
/// `tmp` or `cache` in it would be somebody's files.
void check_is_free(const fs::path& folder);

/// Marks `folder`, whose lock the caller holds, as a base repository.
void mark(const fs::path& folder);

/// The state that readers see; nothing if there is none yet. Throws Error(invalid) if it is damaged.
std::optional<State> current_state(const fs::path& folder);

/// Updates the data of the current state; its packages do not change.
void restate(const fs::path& folder, const State& state);

/// Makes `made` (a folder on the same file system with packages, repodata and the key) the current state, by
/// replacing one link that packages, repodata and the others go through. Keeps the previous state for active
/// readers and removes older ones.
void publish_state(const fs::path& folder, const fs::path& made, const State& state);

}  // namespace rpmworks::hostbase
