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

/// The activities that run now, and which of them have run so long that a reader must hear of them before
/// they end.
class RunningActivities {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void on_event(const Event& event, Time now);
  /// "building greet …" for each innermost activity that has run for `least` with nothing inside it, each
  /// once.
  std::vector<std::string> overdue(Time now, std::chrono::nanoseconds least);

 private:
  struct Node {
    std::string what;
    Time quiet_since;   ///< it began, or the last activity inside it ended
    size_t inside = 0;  ///< activities that run inside it
    bool is_told = false;
  };
  std::map<uint64_t, Node> m_nodes;  // by id, so in the order in which they began
};

/// For displays that print a line when an activity ends: tells of activities that run long, from a thread of
/// its own that starts with the first activity.
class LongActivities {
 public:
  /// How long an activity runs before it gets a line. Together with the interval at which the thread looks, a
  /// reader hears of it within two seconds.
  static constexpr std::chrono::seconds k_long{1};

  /// `tell` gets each line, without a newline, from the other thread. It is not called for an activity whose
  /// end was given to on_event.
  explicit LongActivities(std::function<void(const std::string& line)> tell) : m_tell(std::move(tell)) {}
  void on_event(const Event& event);

 private:
  void tick(const std::stop_token& stop);

  std::function<void(const std::string&)> m_tell;
  std::mutex m_mutex;
  std::condition_variable_any m_stopped;
  RunningActivities m_running;
  std::jthread m_ticker;  // last: it ends before what it uses does
};

}  // namespace rpmworks
