// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "command.hpp"
#include "context.hpp"
#include "product/builds.hpp"

namespace rpmworks::cli {

/// The target to build for. The packages of superprojects are needed unless files alone are built. Throws
/// Error(invalid) for an argument that can be neither package nor file.
inline const config::Target& target_to_build_for(Context& context, const std::vector<std::string>& what,
                                                 const product::TargetChoice& choice) {
  product::require_packages(context.session(), what);
  product::Session& session = product::are_files(what) ? context.session() : context.session_with_packages();
  return product::choose_target(session, choice);
}

/// Declares what happens after a failed build, for every command that builds.
inline void declare_going_on(OptionSet& set, bool& fail_fast) {
  const Option fast = set.flag("--fail-fast", fail_fast, "after a failed build nothing new begins");
  set.flag("--keep-going", "a failed build keeps only those from being built that need it (default)")
      .excludes(fast);
}

/// Declares --plan: the form in which the plan is printed; stays empty where it is to be carried out.
inline Option declare_plan(OptionSet& set, std::string& plan) {
  return set
      .flag("--plan{text}", plan,
            "print the order, what is unchanged and why the rest is not, and build nothing; --plan=json and "
            "--plan=dot (for Graphviz) are other forms")
      .one_of({"text", "json", "dot"});
}

/// Declares where builds run.
inline void declare_executor(OptionSet& set, std::string& executor) {
  set.add("--executor", executor,
          "local, or slurm: hand builds to a Slurm cluster (default: what the target says)")
      .value("EXECUTOR")
      .one_of({"local", "slurm"});
}

/// Declares --report, likewise.
inline void declare_build_report(OptionSet& set, std::string& report) {
  set.add("--report", report,
          "what was built and what failed: as JUnit's XML, for CI systems, or as a page with a timeline")
      .value("FILE.xml|.html");
}

}  // namespace rpmworks::cli
