// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "product/session.hpp"

namespace rpmworks::locking {

/// Whether repos.lock is up to date.
struct LockState {
  /// Whether `lock` would keep it without a new selection. Nothing: not known.
  std::optional<bool> is_current;
  std::string reason;  ///< why it is out of date, or why that is not known; else empty
};

/// Compares repos.lock, which must exist, with repos.yaml, the trusted keys, and the packages of the product
/// as they were when the lock was last made or checked in this workspace. Reads no metadata, builds nothing,
/// and throws nothing because of the lock.
LockState lock_state(const product::Session& session);

}  // namespace rpmworks::locking
