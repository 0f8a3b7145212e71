// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "git/handles.hpp"

namespace rpmworks::git {

/// Calls `load` for each number below `count` on its own threads, each with its own reader of the repository
/// that `open` returns, and passes the results to `sink` on the calling thread, in order. Loaded data is
/// limited to a few megabytes, or to one content that is larger. If `count` is small, everything is loaded on
/// the calling thread. An exception of either function, or an interrupt, ends the work and is thrown here.
void read_ahead(const std::function<RepositoryHandle()>& open, size_t count,
                const std::function<std::string(size_t, const ObjectReader&)>& load,
                const std::function<void(size_t, std::string)>& sink);

}  // namespace rpmworks::git
