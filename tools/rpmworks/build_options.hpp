// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "command.hpp"
#include "context.hpp"
#include "pipeline/builds.hpp"

namespace rpmworks::cli {

/// Returns the target to build for. Unless `what` names only files, the packages of superprojects are loaded.
/// Throws Error(invalid) for an argument that can be neither a package nor a file.
inline config::Target target_to_build_for(Context& context, const std::vector<std::string>& what,
                                          const product::TargetChoice& choice) {
  pipeline::require_packages(context.session(), what);
  product::Session& session = pipeline::are_files(what) ? context.session() : context.session_with_packages();
  return product::choose_target(session, choice);
}

/// Declares --fail-fast and --keep-going for every command that builds.
inline void declare_going_on(OptionSet& set, bool& fail_fast) {
  const Option fast = set.flag("--fail-fast", fail_fast, "after a failed build, start no further builds");
  set.flag("--keep-going", "after a failed build, skip only its dependants (default)").excludes(fast);
}

/// Declares --plan, the format in which the plan is printed. Empty: build instead of printing a plan.
inline Option declare_plan(OptionSet& set, std::string& plan) {
  return set
      .flag("--plan{text}", plan,
            "print the build order, and which packages are unchanged or why not; build nothing; --plan=json "
            "and "
            "--plan=dot (for Graphviz) select other formats")
      .one_of({"text", "json", "dot"});
}

inline void declare_executor(OptionSet& set, std::string& executor) {
  set.add("--executor", executor,
          "local, or slurm: build on a Slurm cluster (default: as set for the target)")
      .value("EXECUTOR")
      .one_of({"local", "slurm"});
}

inline void declare_build_report(OptionSet& set, std::string& report) {
  set.add("--report", report,
          "write a report of the builds: JUnit XML for CI systems, or an HTML page with a timeline")
      .value("FILE.xml|.html");
}

}  // namespace rpmworks::cli
