// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "git/handles.hpp"

namespace rpmworks::git {

/// Calls `load` for every number below `count` on threads of its own, each with a reader of its own of what
/// `open` gives, and hands what it gives to `sink` on this thread, in order. What is loaded and not yet taken
/// is bounded to a few megabytes, or one content that is larger. A few are loaded on this thread. An
/// exception of either ends it all and is thrown here; so does an interrupt.
void read_ahead(const std::function<RepositoryHandle()>& open, size_t count,
                const std::function<std::string(size_t, const ObjectReader&)>& load,
                const std::function<void(size_t, std::string)>& sink);

}  // namespace rpmworks::git
