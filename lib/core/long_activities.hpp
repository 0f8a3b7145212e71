// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/events.hpp"

namespace rpmworks {

/// Keeps track of running activities, to find those that have run so long that they should be reported before
/// they end.
class RunningActivities {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void on_event(const Event& event, Time now);
  /// "building greet …" for each innermost activity that has run for `least` without an activity inside it.
  /// Returns each activity once.
  std::vector<std::string> overdue(Time now, std::chrono::nanoseconds least);

 private:
  struct Node {
    std::string what;
    Time quiet_since;   ///< when it started, or when the last activity inside it ended
    size_t inside = 0;  ///< number of activities that run inside it
    bool is_told = false;
  };
  std::map<uint64_t, Node> m_nodes;  // by id, which is the order in which they started
};

/// For displays that print a line when an activity ends: also reports activities that run long. Uses a thread
/// of its own, which starts with the first activity.
class LongActivities {
 public:
  /// How long an activity runs before it is reported. With the interval at which the thread checks, an
  /// activity is reported within two seconds.
  static constexpr std::chrono::seconds k_long{1};

  /// The other thread calls `tell` with each line, without a newline. It does not call `tell` for an activity
  /// after on_event received the end of the activity.
  explicit LongActivities(std::function<void(const std::string& line)> tell) : m_tell(std::move(tell)) {}
  void on_event(const Event& event);

 private:
  void tick(const std::stop_token& stop);

  std::function<void(const std::string&)> m_tell;
  std::mutex m_mutex;
  std::condition_variable_any m_stopped;
  RunningActivities m_running;
  std::jthread m_ticker;  // last, so that the thread ends before the members that it uses
};

}  // namespace rpmworks
