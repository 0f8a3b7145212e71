// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/events.hpp"
#include "engine/log_tail.hpp"
#include "engine/result.hpp"
#include "engine/state_reader.hpp"

namespace rpmworks::engine {

/// The section of the spec that a line of build.log starts: "%build" for
/// `Executing(%build): /bin/sh -e /var/tmp/rpm-tmp.X`, "%files" for `Processing files: greet-1.0-1`. Empty
/// for any other line. A build can print such lines itself, so only a display may use this.
std::string section_begun(std::string_view line);

/// How a step of state.log is displayed: "build setup" for "build setup for x.src.rpm". Empty for steps that
/// only enclose others.
std::string shown_step(std::string_view step);

/// Follows a running build by the logs that its engine writes into `folder`: the steps in state.log, and the
/// sections in build.log. Each is reported as a phase of the thread's innermost activity.
class BuildFollower {
 public:
  BuildFollower(const fs::path& folder, Reporter& reporter);
  /// Reads what was written since the last call.
  void read_on();
  /// The logs were moved to another folder.
  void moved(const fs::path& folder);
  const BuildState& state() const { return m_state; }
  /// The step or section that was shown last; empty if there was none.
  const std::string& shown() const { return m_shown; }
  /// The phases that have ended, in that order. A section counts from when it was first seen.
  const std::vector<Phase>& phases() const { return m_phases; }

 private:
  using Clock = std::chrono::steady_clock;
  void take_section(std::string name);
  void take_state(std::string_view line);
  void end_section();
  void show();

  LogTail m_state_log;
  LogTail m_build_log;
  Reporter& m_reporter;
  BuildState m_state;
  std::string m_section;  ///< the running one; empty if there is none
  Clock::time_point m_section_begin;
  std::vector<Phase> m_phases;
  size_t m_section_depth = 0;
  size_t m_state_ended = 0;  ///< how many steps of state.log are in m_phases
  std::string m_shown;
};

/// phases.json of a result folder: the steps and how long each took, in seconds.
std::string phases_json(const std::vector<Phase>& phases);

}  // namespace rpmworks::engine
