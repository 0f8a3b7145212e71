// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>

#include "config/document.hpp"

namespace rpmworks::lockfile {

/// Limits for files with one entry per package. A lock of 20,000 packages has about 10 MiB.
inline config::DocumentLimits limits_with(std::string hint_if_empty) {
  return {.bytes = 32UL * 1024 * 1024, .values = 1'200'000, .hint_if_empty = std::move(hint_if_empty)};
}

}  // namespace rpmworks::lockfile
