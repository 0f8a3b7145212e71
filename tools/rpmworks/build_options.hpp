// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

namespace rpmworks::cli {

/// Declares what happens after a failed build, for every command that builds.
inline void declare_going_on(CLI::App& app, bool& fail_fast) {
  auto* const fast = app.add_flag("--fail-fast", fail_fast, "after a failed build nothing new begins");
  app.add_flag("--keep-going")
      ->description("a failed build keeps only those from being built that need it (default)")
      ->excludes(fast);
}

}  // namespace rpmworks::cli
