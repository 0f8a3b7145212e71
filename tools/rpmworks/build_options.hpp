// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace rpmworks::cli {

/// Declares what happens after a failed build, for every command that builds.
inline void declare_going_on(CLI::App& app, bool& fail_fast) {
  auto* const fast = app.add_flag("--fail-fast", fail_fast, "after a failed build nothing new begins");
  app.add_flag("--keep-going")
      ->description("a failed build keeps only those from being built that need it (default)")
      ->excludes(fast);
}

/// Declares --plan: the form in which the plan is printed; stays empty where it is to be carried out.
inline CLI::Option* declare_plan(CLI::App& app, std::string& plan) {
  return app
      .add_flag(
          "--plan{text}", plan,
          "print the order, what is unchanged and why the rest is not, and build nothing; --plan=json and "
          "--plan=dot (for Graphviz) are other forms")
      ->check(CLI::IsMember({"text", "json", "dot"}).description(""));
}

/// Declares where builds run.
inline void declare_executor(CLI::App& app, std::string& executor) {
  app.add_option("--executor", executor,
                 "local, or slurm: hand builds to a Slurm cluster (default: what the target says)")
      ->type_name("EXECUTOR")
      ->check(CLI::IsMember({"local", "slurm"}).description(""));
}

/// Declares --report, likewise.
inline void declare_build_report(CLI::App& app, std::string& report) {
  app.add_option(
         "--report", report,
         "what was built and what failed: as JUnit's XML, for CI systems, or as a page with a timeline")
      ->type_name("FILE.xml|.html");
}

}  // namespace rpmworks::cli
