// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rpmworks::sandbox {

/// The system call filter of every sandbox, for bubblewrap's --seccomp; tools/filter documents what it
/// refuses.
std::string_view call_filter();

}  // namespace rpmworks::sandbox
