// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace rpmworks::upstream {

// How patient all downloads are.
constexpr int k_attempts = 3;
constexpr long k_connect_seconds = 20;
// A transfer that stays slower than this for this long is given up; what came is gone on with.
constexpr long k_slowest_bytes = 1000;  // a second
constexpr long k_stalled_seconds = 30;

/// Waits before the second attempt (1) and longer before the third (2). An interrupt is thrown.
void pause_before(int attempt);

}  // namespace rpmworks::upstream
