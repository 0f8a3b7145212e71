// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <thread>

namespace rpmworks {

/// Work that runs beside the current thread, as with `beside`, and may throw.
class SideTask {
 public:
  explicit SideTask(std::function<void()> work);
  /// Waits for the end of the work. An exception that nobody asked for with finish() is lost.
  ~SideTask() = default;
  SideTask(SideTask&&) noexcept = default;
  SideTask& operator=(SideTask&&) = delete;

  /// Waits for the end of the work, and throws what it threw. Not thread-safe.
  void finish();

 private:
  std::unique_ptr<std::exception_ptr> m_error;  // outlives the thread, also when this object is moved
  std::jthread m_thread;
};

}  // namespace rpmworks
