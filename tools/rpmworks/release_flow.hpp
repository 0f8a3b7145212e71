// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "compose/compose.hpp"
#include "schedule/build.hpp"
#include "schedule/survey.hpp"
#include "srpm_flow.hpp"

namespace rpmworks::cli {

/// The target named (or the only one) with `--engine` and `--executor` laid over it.
struct ChosenTarget {
  config::Config config;  ///< its targets hold the engine and the executor that were asked for
  const config::Target& target() const { return config.target(name); }
  std::string name;
};
ChosenTarget choose_target(const config::Config& config, const std::string& name,
                           const std::string& engine = {}, const std::string& executor = {});

/// Adds submodules without a spec to the packages that are left out.
void add_specless(std::vector<schedule::LeftOut>& left_out, const std::vector<LeftOut>& specless);

/// Takes out those that are not made for the target's architecture, with a warning each, but for those named.
std::vector<schedule::LeftOut> leave_out_other_arches(Context& context, engine::Packages& packages,
                                                      const config::Target& target,
                                                      const std::vector<std::string>& named);

/// Source packages → binary packages, as many at a time as the command line or the cluster's `max-jobs` says.
schedule::Outcome build_packages(Context& context, const engine::Packages& packages,
                                 const ChosenTarget& chosen, schedule::BuildOptions options);

/// What build_packages would do.
std::vector<schedule::Forecast> survey_packages(Context& context, const engine::Packages& packages,
                                                const ChosenTarget& chosen, schedule::BuildOptions options);

/// A release and how it came to be.
struct Made {
  std::vector<srpm::Srpm> srpms;
  std::vector<engine::BuildResult> builds;
  std::vector<schedule::LeftOut> left_out;
  compose::Composed composed;
};

struct ReleaseOptions {
  std::string release;  ///< its name
  bool replace = false;
  bool fail_fast = false;  ///< after a failed build the others are not built
  std::string report;      ///< of the builds, for with_build_report; empty: none
};

/// Source packages, builds, and the composed release; not yet published.
Made compose_release(Context& context, const ChosenTarget& chosen, const ReleaseOptions& options);

/// The builds that compose_release would make, in one of the forms of print_plan; nothing is built or signed.
void print_release_plan(Context& context, const ChosenTarget& chosen, const std::string& release,
                        const std::string& form);

/// Every gate; throws Error with the first failed gate's code and what was found when one fails.
void require_verified(Context& context, const fs::path& release_folder);

/// The code that failed checks mean together (trust before the others), or `done`.
ExitCode worst_of(const std::vector<compose::Check>& checks);

}  // namespace rpmworks::cli
