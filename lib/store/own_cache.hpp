// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/files.hpp"

namespace rpmworks::store {

struct OwnCache {
  fs::path folder;
  std::string warning;  ///< for the user; empty when `folder` is `given`
};

/// The cache that this user may trust: `given`, which is made for this user alone if it does not exist, or
/// this user's own folder in it if others can write into `given` or it belongs to another user. The contents
/// of a cache are used without question (git runs with the configuration of a mirror, roots are entered), so
/// nobody else may have put them there. Throws Error(failed) when there is no such folder, or when something
/// in it belongs to another user.
OwnCache own_cache(const fs::path& given);

}  // namespace rpmworks::store
