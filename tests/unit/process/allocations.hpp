// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace rpmworks::test {

/// From now on, `new` ends this process with exit code 99. For children of a process with threads.
void forbid_allocations();

}  // namespace rpmworks::test
