// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: mirror lists and metalinks.
#pragma once

#include <string>

#include "core/files.hpp"

namespace rpmworks::upstream {

/// The most bytes that a mirror list may have; those of large distributions have 100 KiB.
constexpr uint64_t k_largest_mirror_list = 4ULL << 20;

/// Whether the mirror list at this URL is a metalink.
bool is_metalink(const std::string& url);

/// Throws Error(upstream) unless the mirrors in a list from a server are on servers too: a `file:` URL would
/// make this machine read one of its own files. `url` is the address of the list.
void require_servers(const std::string& repository, const std::string& url, const FileDescriptor& list);

}  // namespace rpmworks::upstream
