// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/json.hpp"
#include "locking/lock_changes.hpp"

namespace rpmworks::cli {

/// The result of `rpmworks lock` as text: the changes, the packages that replace others, and a last line.
std::string lock_text(const locking::LockResult& result, const std::string& file);
Json json_of(const locking::LockResult& result, const std::string& file);

}  // namespace rpmworks::cli
