// SPDX-License-Identifier: GPL-3.0-or-later
// Private to lib/store: where the files of a store lie.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "core/files.hpp"

namespace rpmworks::store {

inline constexpr size_t k_digest_length = 64;  // of a SHA-256 in hexadecimal
inline constexpr size_t k_spread = 2;  // leading digits that name the folder, so that folders stay small

inline bool is_digest(std::string_view text) {
  return text.size() == k_digest_length &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

inline fs::path spread(const fs::path& folder, const std::string& digest) {
  return folder / digest.substr(0, k_spread) / digest.substr(k_spread);
}

inline fs::path blobs_of(const fs::path& store) {
  return store / "blobs";
}

inline fs::path records_of(const fs::path& store) {
  return store / "records";
}

}  // namespace rpmworks::store
