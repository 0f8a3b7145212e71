// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "build/log_follower.hpp"
#include "build/result.hpp"
#include "core/events.hpp"
#include "core/files.hpp"

namespace rpmworks::build {

/// What state.log says so far. Its lines are `2021-12-06 13:40:37,074 - Start: yum install`; those of the
/// bootstrap root say `Start(bootstrap): …`. Anything else is passed over.
class MockState {
 public:
  /// One line, without its newline. Gives whether it began or ended a phase.
  bool line(std::string_view text);

  /// The phases that began and have not ended, outermost first.
  const std::vector<std::string>& open() const { return m_open; }
  /// Those that ended, in the order in which they did.
  const std::vector<Phase>& ended() const { return m_ended; }
  /// `Finish: run`, which mock writes only when all went well.
  bool finished() const { return m_finished; }

 private:
  std::vector<std::string> m_open;
  std::vector<std::optional<std::chrono::milliseconds>> m_begins;
  std::vector<Phase> m_ended;
  bool m_finished = false;
};

/// Reads state.log while mock (or the built-in engine, elsewhere) writes it, and tells of the phases that
/// people wait for.
class MockStateFollower {
 public:
  MockStateFollower(fs::path file, std::string subject, Reporter& reporter);
  ~MockStateFollower();
  MockStateFollower(const MockStateFollower&) = delete;
  MockStateFollower& operator=(const MockStateFollower&) = delete;

  /// Takes in what was written since; a file that is not there yet is no error.
  void read_on();
  /// The same file is at another place now.
  void moved(fs::path file) { m_log.moved(std::move(file)); }
  const MockState& state() const { return m_state; }

 private:
  void show();
  LogFollower m_log;
  std::string m_subject;
  Reporter& m_reporter;
  MockState m_state;
  std::string m_shown;
  std::unique_ptr<Activity> m_activity;
};

}  // namespace rpmworks::build
