// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/events.hpp"

namespace rpmworks::cli {

/// The live lines at the bottom of a terminal: for each outermost activity a bar, its failures, and a line
/// for each activity that is running directly within it, with phase and time.
///
///     building packages [=======>          ] 3/8, 1 failed  0:42
///       failed: zlib-1.2-1.src in %check
///       building greet-1.0-1.src    %build       0:12
///       building greeter-2.1-1.src  build setup  0:03
///       and 2 more
class LiveView {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Look { bar, job, failure };
  struct Line {
    std::string text;  ///< fits into the width; contains no control characters
    Look look = Look::job;
  };

  void on_event(const Event& event, Time now);
  /// The number of running activities that enclose this event's activity, which is running or ended with this
  /// event.
  size_t depth(const Event& event) const;
  /// The lines to show on a terminal of `width` columns and `height` rows, one of which stays free; none if
  /// no activity is running. While an activity is running, columns only grow wider, so that the text does not
  /// jump.
  std::vector<Line> lines(size_t width, size_t height, Time now);

 private:
  struct Node {
    Event event;
    std::string phase;
    Time begin;
    std::vector<std::string> failures;  ///< of its direct child activities
  };
  using Nodes = std::map<uint64_t, Node>;  // by id, which is also the order of their start

  std::vector<const Node*> within(uint64_t parent) const;
  bool is_outermost(const Node& node) const;
  std::string state_of(const Node& node) const;
  Line bar(const Node& node, size_t width, Time now) const;
  std::vector<Line> jobs(const std::vector<const Node*>& nodes, size_t width, size_t room, Time now);

  Nodes m_nodes;
  size_t m_widest_what = 0;
  size_t m_widest_state = 0;
};

/// "0:07", "12:34", "1:02:03"
std::string clock_text(std::chrono::nanoseconds time);

}  // namespace rpmworks::cli
