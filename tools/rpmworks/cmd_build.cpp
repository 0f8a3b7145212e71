// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "build_options.hpp"
#include "build_output.hpp"
#include "build_sources.hpp"
#include "command.hpp"

#include "core/json.hpp"
#include "core/text.hpp"
#include "output.hpp"
#include "plan_output.hpp"

namespace rpmworks::cli {

namespace {

struct BuildOptions {
  Wanted wanted;
  std::string output;
  std::string plan;  ///< how it is printed; empty: it is carried out
  std::string report;
  std::vector<std::string> rebuild;
  bool dependants = false;
  bool force = false;
  bool check = false;
  bool fail_fast = false;
};

void tell(Context& context, const schedule::Outcome& outcome) {
  require_complete(context, outcome);
  if (context.json())
    print_json(json_of(outcome));
  else if (!outcome.results.empty() || !outcome.left_out.empty())
    print(closing_table(outcome));
}

// Each of them is a package that may be built here.
void require_known(const std::vector<std::string>& names, const engine::Packages& packages) {
  std::vector<std::string> labels;
  for (const auto& package : packages) labels.push_back(package->label());
  for (const auto& name : names) {
    if (std::find(labels.begin(), labels.end(), name) != labels.end()) continue;
    throw Error(ExitCode::usage, fmt::format("--rebuild {}: no package of this run is named so", name))
        .hint(did_you_mean(name, labels).value_or("the packages are: " + join(labels, ", ")));
  }
}

schedule::BuildOptions options_for(Context& context, const BuildOptions& options, const Sources& made,
                                   const ChosenTarget& chosen) {
  require_known(options.rebuild, made.packages);
  // One of these may be a dependant.
  if (options.dependants && !made.unmade.empty()) throw made.unmade.front().error;
  const auto look_at_needed = [&](const buildplan::NeededPackages& needed) {
    require_not_needed(context, made, needed, chosen);
    require_no_changes_in(needed.packages, made.wanted, chosen.config);
  };
  return {.force = options.force,
          .fail_fast = options.fail_fast,
          .only = made.wanted,
          .dependants = options.dependants,
          .check = options.check,
          .rebuild = options.rebuild,
          .look_at_needed = look_at_needed};
}

schedule::Outcome build(Context& context, const BuildOptions& options, const ChosenTarget& chosen) {
  const Sources made = sources_for(context, options.wanted, chosen);
  schedule::Outcome outcome;
  if (!made.packages.empty())
    outcome = build_packages(context, made.packages, chosen, options_for(context, options, made, chosen));
  outcome.left_out = made.left_out;
  return outcome;
}

void print_plan_of(Context& context, const BuildOptions& options, const ChosenTarget& chosen) {
  const Sources made = sources_for(context, options.wanted, chosen);
  std::vector<schedule::Forecast> forecasts;
  if (!made.packages.empty())
    forecasts = survey_packages(context, made.packages, chosen, options_for(context, options, made, chosen));
  print_plan(forecasts, made.left_out, chosen.name, options.plan, context.json());
}

ExitCode run_build(Context& context, const BuildOptions& options) {
  const ChosenTarget chosen = target_for(context, options.wanted);
  context.lock_workspace();
  if (!options.plan.empty()) {
    print_plan_of(context, options, chosen);
    return ExitCode::done;
  }
  const schedule::Outcome outcome =
      with_build_report(options.report, chosen.name, [&] { return build(context, options, chosen); });
  if (!options.output.empty()) copy_results(outcome, options.output);
  tell(context, outcome);
  return ExitCode::done;
}

}  // namespace

Action declare_build(OptionSet& set) {
  auto options = std::make_shared<BuildOptions>();
  set.add("PACKAGE|FILE.src.rpm", options->wanted.what,
          "packages of repos.yaml, or source packages (default: all)");
  set.add("--target", options->wanted.target, "the target to build for (default: the only one)")
      .value("TARGET");
  set.add("--engine", options->wanted.engine, "auto, mock or builtin (default: what the target says)")
      .value("ENGINE")
      .one_of({"auto", "mock", "builtin"});
  declare_executor(set, options->wanted.executor);
  set.add("--changed-since", options->wanted.changed_since,
          "only packages that are another than at this branch, tag or commit, with what they need")
      .value("REF");
  set.flag("--dependants", options->dependants,
           "with packages or --changed-since: what build-requires them, too, one through another");
  set.add("--rebuild", options->rebuild, "build this package though nothing has changed; repeatable")
      .value("PACKAGE")
      .one_value_each();
  set.flag("--no-cache,--force", options->force, "build all that is asked for though nothing has changed");
  const Option check = set.flag("--check", options->check,
                                "build all that is asked for twice, in different surroundings, and "
                                "compare; with what was built before, too");
  declare_plan(set, options->plan).excludes(check);
  declare_going_on(set, options->fail_fast);
  declare_build_report(set, options->report);
  set.add("-o,--output", options->output, "copy packages and logs there").value("DIR");
  return [options](Context& context) { return run_build(context, *options); };
}

}  // namespace rpmworks::cli
