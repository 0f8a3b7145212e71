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

product::Release make(Context& context, const config::Target& target, const Options& options) {
  product::ReleaseRun run(context.session(), target, options.request);
  schedule::Outcome outcome = with_build_report(options.report, target.name, [&run] { return run.build(); });
  require_complete(context, outcome);
  return run.compose(std::move(outcome.results));
}

ExitCode run_release(Context& context, const Options& options) {
  const auto begin = std::chrono::steady_clock::now();
  context.require_config();
  const config::Target target = product::choose_target(context.session_with_packages(), options.target);
  if (!options.plan.empty()) {
    const product::Plan plan = product::release_plan(context.locked(), target, options.request.release);
    print_plan(plan, {.target = target.name, .form = options.plan, .json = context.json()});
    return ExitCode::done;
  }
  product::Session& session = context.locked_for_releases();
  if (options.publish) compose::require_publishable(session.workspace);
  const product::Release made = make(context, target, options);
  if (options.publish) product::publish_made(session, made);
  print_release(made,
                {.product = session.config.product,
                 .target = target.name,
                 .published = options.publish,
                 .elapsed = std::chrono::steady_clock::now() - begin},
                context.json());
  return ExitCode::done;
}

Action declare(OptionSet& set, bool publish) {
  auto options = std::make_shared<Options>();
  options->publish = publish;
  set.add("RELEASE", options->request.release, "name of the release, such as 1.0.2").required();
  set.add("--target", options->target.target, "target to build for (default: the only one)").value("TARGET");
  set.add("--engine", options->target.engine, "auto, mock or builtin (default: as set for the target)")
      .value("ENGINE")
      .one_of({"auto", "mock", "builtin"});
  declare_executor(set, options->target.executor);
  set.flag("--replace", options->request.replace,
           "replace an unpublished release of this name that has other inputs");
  set.flag("--locked", options->request.locked, "fail if repos.lock is not up to date, instead of changing it");
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
