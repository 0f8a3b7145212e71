// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/attempts.hpp"

#include <chrono>
#include <thread>

#include "core/cancel.hpp"

namespace rpmworks::upstream {

void pause_before(int attempt) {
  const auto pause = std::chrono::milliseconds(attempt == 1 ? 200 : 600);
  const auto until = std::chrono::steady_clock::now() + pause;
  while (std::chrono::steady_clock::now() < until) {
    throw_if_cancelled();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace rpmworks::upstream
