// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/files.hpp"

namespace rpmworks::store {

struct OwnCache {
  fs::path folder;
  std::string warning;  ///< for the user; may be empty
};

/// Returns a cache that this user can trust. Usually that is `given`, which is created with access for this
/// user only if it does not exist. If others can write into `given`, or it belongs to another user, it is
/// this user's own folder in `given`. The contents of a cache are trusted (git runs with the configuration of
/// a mirror, roots are entered), so nobody else may have written them. Throws Error(failed) if there is no
/// such folder, or if an entry of it belongs to another user.
OwnCache own_cache(const fs::path& given);

}  // namespace rpmworks::store
