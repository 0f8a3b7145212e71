// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/result.hpp"

namespace rpmworks::engine {

/// The state of a build, read from state.log. Its lines are like `2021-12-06 13:40:37,074 - Start: yum
/// install`, or `Start(bootstrap): …` for mock's bootstrap root. Other lines are skipped. The phase `run` is
/// open from the first line on, even if that line does not start it.
class BuildState {
 public:
  /// Takes one line, without its newline. Returns whether it started or ended a phase.
  bool line(std::string_view text);

  /// The phases that have started and not ended, outermost first.
  const std::vector<std::string>& open() const { return m_open; }
  /// The phases in which a failed run failed, outermost first. mock writes `Finish` for most failed phases
  /// too, and then cleans the root; so the last large step that started is among them.
  std::vector<std::string> failed_in() const;
  /// The phases that have ended, in that order.
  const std::vector<Phase>& ended() const { return m_ended; }
  /// Whether the log has `Finish: run`, which mock writes only if the run succeeded.
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
