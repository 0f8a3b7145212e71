// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace rpmworks::test {

/// How many threads this process starts while `work` runs, whichever library starts them.
unsigned threads_started(const std::function<void()>& work);

}  // namespace rpmworks::test
