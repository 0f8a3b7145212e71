// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace rpmworks::upstream {

// Timeouts and retries of all downloads.
constexpr int k_attempts = 3;
constexpr long k_connect_seconds = 20;
// A transfer slower than this for this long is abandoned; the received part is kept and resumed.
constexpr long k_slowest_bytes = 1000;  // per second
constexpr long k_stalled_seconds = 30;

/// Waits before the second attempt (1), and longer before the third (2). Throws on an interrupt.
void pause_before(int attempt);

}  // namespace rpmworks::upstream
