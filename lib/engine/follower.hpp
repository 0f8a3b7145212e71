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

/// The section of the spec that a line of build.log begins: "%build" for
/// `Executing(%build): /bin/sh -e /var/tmp/rpm-tmp.X`, "%files" for `Processing files: greet-1.0-1`; empty
/// for any other line. What is built can print such lines as well, so nothing but a display may rely on it.
std::string section_begun(std::string_view line);

/// What a person reads for a step of state.log: "build setup" for "build setup for x.src.rpm"; empty for the
/// steps that others are a part of.
std::string shown_step(std::string_view step);

/// Follows one build by the logs that its engine writes into `folder`: the steps of state.log and, between
/// them, the sections in build.log. The innermost activity of the thread comes to each of them.
class BuildFollower {
 public:
  BuildFollower(const fs::path& folder, Reporter& reporter);
  /// Takes in what was written since.
  void read_on();
  /// The same logs are in another folder now.
  void moved(const fs::path& folder);
  const MockState& state() const { return m_state; }
  /// The step or section that was shown last; empty: none was yet.
  const std::string& shown() const { return m_shown; }
  /// What ended by now, in that order. Sections are timed by when they were first seen.
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
  MockState m_state;
  std::string m_section;  ///< the one that runs; empty: none
  Clock::time_point m_section_begin;
  std::vector<Phase> m_phases;
  size_t m_section_depth = 0;
  size_t m_state_ended = 0;  ///< how many steps of state.log are among them
  std::string m_shown;
};

/// phases.json of a result folder: the steps and how long each took, in seconds.
std::string phases_json(const std::vector<Phase>& phases);

}  // namespace rpmworks::engine
