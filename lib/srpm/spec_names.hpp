// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>

namespace rpmworks::srpm {

/// The file names that a spec gives its sources and patches: by Source and Patch tags, %sourcelist and
/// %patchlist. Macros are expanded where the text of the spec shows their value: its Name, Version and
/// Release, and what %global and %define set without arguments. A name with any other macro stays as it is
/// written.
std::set<std::string> files_named_in(const std::string& spec_text);

}  // namespace rpmworks::srpm
