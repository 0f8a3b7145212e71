// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/files.hpp"

namespace rpmworks::store {

struct OwnCache {
  fs::path folder;
  std::string warning;  ///< for the user; empty when `folder` is what was asked for
};

/// The cache that this user may trust: `given`, which is made (for this user alone) when missing, or a folder
/// of this user's in it when others can write into it or it belongs to somebody else. What is in a cache is
/// used as it is (git runs with the configuration of a mirror, roots are entered), so nobody else may have
/// put it there. Throws Error(failed) when there is no such folder, or when something in it belongs to
/// another user.
OwnCache own_cache(const fs::path& given);

}  // namespace rpmworks::store
