// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <thread>

#include "core/cancel.hpp"
#include "core/error.hpp"

namespace rpmworks::test {

/// Whether `work`, interrupted 200 ms after it began, ends with Error(interrupted) within four seconds. It
/// runs in a process of its own: what was asked to end cannot be asked to go on.
inline bool ends_when_interrupted(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    int outcome = 1;
    try {
      const std::jthread interrupt([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        request_cancel();
      });
      work();
    } catch (const Error& error) {
      outcome = error.code() == ExitCode::interrupted ? 0 : 2;
    }
    ::_exit(outcome);
  }
  int status = -1;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) &&
         WEXITSTATUS(status) == 0 && std::chrono::steady_clock::now() - start < std::chrono::seconds(4);
}

}  // namespace rpmworks::test
