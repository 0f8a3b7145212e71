// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/result.hpp"

namespace rpmworks::engine {

/// What state.log says so far. Its lines are `2021-12-06 13:40:37,074 - Start: yum install`; those of the
/// bootstrap root say `Start(bootstrap): …`. Anything else is passed over. The phase `run` is open from the
/// first line on, whether or not that says so.
class MockState {
 public:
  /// One line, without its newline. Gives whether it began or ended a phase.
  bool line(std::string_view text);

  /// The phases that began and have not ended, outermost first.
  const std::vector<std::string>& open() const { return m_open; }
  /// Where a run that failed did so, outermost first. mock writes `Finish` for most of what failed, too, and
  /// cleans the root after that: then it is the last of the large steps that began.
  std::vector<std::string> failed_in() const;
  /// Those that ended, in the order in which they did.
  const std::vector<Phase>& ended() const { return m_ended; }
  /// `Finish: run`, which mock writes only when all went well.
  bool finished() const { return m_finished; }

 private:
  void begin_run(std::chrono::milliseconds now, std::string_view text);
  std::vector<std::string> m_open;
  std::string m_last_step;
  std::vector<std::optional<std::chrono::milliseconds>> m_begins;
  std::vector<Phase> m_ended;
  bool m_begun = false;
  bool m_finished = false;
};

}  // namespace rpmworks::engine
