// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/files.hpp"

namespace rpmworks::engine {

/// state.log as mock writes it: `2021-12-06 13:40:37,074 - Start: rpmbuild x.src.rpm`. The steps are in the
/// log as they happen; the line `Finish: run` is there only when the build succeeded.
class StateLog {
 public:
  /// `on_line` is called for every line that was written.
  StateLog(fs::path file, const std::string& engine, std::function<void()> on_line = {});
  void start(const std::string& step) { line("Start: " + step); }
  void finish(const std::string& step) { line("Finish: " + step); }

 private:
  void line(const std::string& text);
  fs::path m_file;
  std::function<void()> m_on_line;
};

}  // namespace rpmworks::engine
