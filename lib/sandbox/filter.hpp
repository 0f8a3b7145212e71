// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rpmworks::sandbox {

/// The filter of system calls that every program in a sandbox runs under, for bubblewrap's --seccomp;
/// tools/filter says what it refuses.
std::string_view call_filter();

}  // namespace rpmworks::sandbox
