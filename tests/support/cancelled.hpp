// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include "core/cancel.hpp"
#include "core/error.hpp"

namespace rpmworks::test {

/// Whether `work`, cancelled 200 ms after its start, ends with Error(interrupted) within four seconds.
inline bool ends_when_cancelled(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  const Cancellation cancellation;
  const Cancellation::Scope scope(cancellation);
  const std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    cancellation.request();
  });
  try {
    work();
    return false;
  } catch (const Error& error) {
    return error.code() == ExitCode::interrupted &&
           std::chrono::steady_clock::now() - start < std::chrono::seconds(4);
  }
}

}  // namespace rpmworks::test
