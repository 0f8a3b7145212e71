// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/files.hpp"

namespace rpmworks::build {

/// state.log as mock writes it: `2021-12-06 13:40:37,074 - Start: rpmbuild x.src.rpm`. The steps are in the
/// log as they happen; the line `Finish: run` is there only when the build succeeded.
class StateLog {
 public:
  StateLog(fs::path file, const std::string& engine);
  void start(const std::string& step) { line("Start: " + step); }
  void finish(const std::string& step) { line("Finish: " + step); }

 private:
  void line(const std::string& text);
  fs::path m_file;
};

}  // namespace rpmworks::build
