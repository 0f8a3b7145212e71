// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <memory>

#include "build_options.hpp"
#include "build_output.hpp"
#include "command.hpp"
#include "context.hpp"
#include "plan_output.hpp"
#include "product/publish.hpp"
#include "product/release.hpp"
#include "release_result.hpp"

namespace rpmworks::cli {

namespace {

struct Options {
  product::ReleaseRequest request;
  product::TargetChoice target;
  std::string plan;    ///< format in which the plan is printed; empty: make the release
  std::string report;  ///< file for with_build_report; empty: no report of the builds
  bool publish = false;
};

product::Release make(Context& context, const compose::Targets& targets, const Options& options) {
  product::ReleaseRun run(context.session(), targets, options.request);
  schedule::Outcome outcome =
      with_build_report(options.report, targets.names(), [&run] { return run.build(); });
  require_complete(context, outcome);
  return run.compose(std::move(outcome.results));
}

std::vector<std::string> names_of(const std::vector<config::Target>& targets) {
  std::vector<std::string> names;
  for (const auto& target : targets) names.push_back(target.name);
  return names;
}

ExitCode run_release(Context& context, const Options& options) {
  const auto begin = std::chrono::steady_clock::now();
  context.require_config();
  const auto targets = product::choose_release_targets(context.session_with_packages(), options.target);
  if (!options.plan.empty()) {
    print_plan(product::release_plan(context.locked(), compose::Targets(targets), options.request.release),
               {.form = options.plan, .json = context.json()});
    return ExitCode::done;
  }
  product::Session& session = context.locked_for_releases();
  if (options.publish) compose::require_publishable(session.workspace);
  const product::Release made = make(context, compose::Targets(targets), options);
  if (options.publish) product::publish_made(session, made);
  print_release(made,
                {.product = session.config.product,
                 .targets = names_of(targets),
                 .published = options.publish,
                 .elapsed = std::chrono::steady_clock::now() - begin},
                context.json());
  return ExitCode::done;
}

Action declare(OptionSet& set, bool publish) {
  auto options = std::make_shared<Options>();
  options->publish = publish;
  set.add("RELEASE", options->request.release, "name of the release, such as 1.0.2").required();
  set.add("--target", options->target.target,
          "make the release only for this target (default: for all targets of the release)")
      .value("TARGET");
  set.add("--engine", options->target.engine, "auto, mock or builtin (default: as set for the target)")
      .value("ENGINE")
      .one_of({"auto", "mock", "builtin"});
  declare_executor(set, options->target.executor);
  set.flag("--replace", options->request.replace,
           "replace an unpublished release of this name that has other inputs");
  set.flag("--locked", options->request.locked,
           "fail if repos.lock is not up to date, instead of changing it");
  declare_plan(set, options->plan);
  declare_going_on(set, options->request.fail_fast);
  declare_build_report(set, options->report);
  return [options](Context& context) { return run_release(context, *options); };
}

}  // namespace

Action declare_release(OptionSet& set) {
  return declare(set, true);
}
Action declare_compose(OptionSet& set) {
  return declare(set, false);
}

}  // namespace rpmworks::cli
