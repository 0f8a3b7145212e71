// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/files.hpp"

namespace rpmworks::engine {

/// Writes state.log in mock's format: `2021-12-06 13:40:37,074 - Start: rpmbuild x.src.rpm`. Each step is
/// written when it happens. Only a successful build writes `Finish: run`.
class StateLog {
 public:
  /// `on_line` is called after each line is written.
  StateLog(fs::path file, const std::string& engine, std::function<void()> on_line = {});
  void start(const std::string& step) { line("Start: " + step); }
  void finish(const std::string& step) { line("Finish: " + step); }

 private:
  void line(const std::string& text);
  fs::path m_file;
  std::function<void()> m_on_line;
};

}  // namespace rpmworks::engine
