// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "build_options.hpp"
#include "build_output.hpp"
#include "command.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "pipeline/builds.hpp"
#include "plan_output.hpp"

namespace rpmworks::cli {

namespace {

struct BuildOptions {
  pipeline::BuildRequest request;
  product::TargetChoice target;
  std::string output;
  std::string plan;  ///< format in which the plan is printed; empty: run the build
  std::string report;
};

void tell(Context& context, const schedule::Outcome& outcome) {
  require_complete(context, outcome);
  if (context.json())
    print_json(json_of(outcome));
  else if (!outcome.results.empty() || !outcome.left_out.empty())
    print(closing_table(outcome));
}

ExitCode run_build(Context& context, const BuildOptions& options) {
  const pipeline::BuildRequest& request = options.request;
  const config::Target target = target_to_build_for(context, request.what, options.target);
  product::Session& session = context.locked();
  if (!options.plan.empty()) {
    print_plan({pipeline::build_plan(session, target, request)},
               {.form = options.plan, .json = context.json()});
    return ExitCode::done;
  }
  const schedule::Outcome outcome = with_build_report(
      options.report, target.name, [&] { return pipeline::builds(session, target, request); });
  if (!options.output.empty()) copy_results(outcome, options.output);
  tell(context, outcome);
  return ExitCode::done;
}

}  // namespace

Action declare_build(OptionSet& set) {
  auto options = std::make_shared<BuildOptions>();
  set.add("PACKAGE|FILE.src.rpm", options->request.what,
          "packages of repos.yaml, or source packages (default: all)");
  set.add("--target", options->target.target, "target to build for (default: the only one)").value("TARGET");
  set.add("--engine", options->target.engine, "auto, mock or builtin (default: as set for the target)")
      .value("ENGINE")
      .one_of({"auto", "mock", "builtin"});
  declare_executor(set, options->target.executor);
  set.add("--changed-since", options->request.changed_since,
          "only packages that differ from this branch, tag or commit, and their build dependencies")
      .value("REF");
  set.flag("--dependants", options->request.dependants,
           "with packages or --changed-since: also build their direct and indirect dependants");
  set.add("--rebuild", options->request.rebuild, "build this package even if nothing has changed; repeatable")
      .value("PACKAGE")
      .one_value_each();
  set.flag("--no-cache,--force", options->request.force,
           "build all requested packages even if nothing has changed");
  const Option check = set.flag("--check", options->request.check,
                                "build all requested packages twice, in different environments, and "
                                "compare the results, also with earlier builds");
  declare_plan(set, options->plan).excludes(check);
  declare_going_on(set, options->request.fail_fast);
  declare_build_report(set, options->report);
  set.add("-o,--output", options->output, "copy packages and logs to this folder").value("DIR");
  return [options](Context& context) { return run_build(context, *options); };
}

}  // namespace rpmworks::cli
