// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace rpmworks::test {

/// The number of threads that this process starts while `work` runs, in any library.
unsigned threads_started(const std::function<void()>& work);

}  // namespace rpmworks::test
