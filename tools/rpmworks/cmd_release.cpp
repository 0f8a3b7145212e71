// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "build_options.hpp"
#include "command.hpp"
#include "release_flow.hpp"
#include "release_folder.hpp"
#include "release_result.hpp"

namespace rpmworks::cli {

namespace {

struct Options : ReleaseOptions {
  std::string target;
  std::string engine;
  std::string executor;
  std::string plan;  ///< how it is printed; empty: it is carried out
};

ExitCode run_release(Context& context, const Options& options, bool publish) {
  const auto begin = std::chrono::steady_clock::now();
  const config::Config& config = context.config_with_packages();
  const ChosenTarget chosen = choose_target(config, options.target, options.engine, options.executor);
  options.plan.empty() ? context.lock_releases() : context.lock_workspace();
  if (!options.plan.empty()) {
    print_release_plan(context, chosen, options.release, options.plan);
    return ExitCode::done;
  }
  if (publish) compose::require_publishable(context.workspace());
  const Made made = compose_release(context, chosen, options);
  if (publish) {
    // A new release passed every gate before it became visible; an existing one may have been damaged since.
    if (made.composed.unchanged) require_verified(context, made.composed.folder);
    if (compose::published(context.workspace()) != options.release)
      compose::publish(options.release, context.workspace(), context.reporter());
  }
  print_made(context, chosen, made, publish, std::chrono::steady_clock::now() - begin);
  return ExitCode::done;
}

Action declare(OptionSet& set, bool publish) {
  auto options = std::make_shared<Options>();
  set.add("RELEASE", options->release, "name of the release, such as 1.0.2").required();
  set.add("--target", options->target, "target to build for (default: the only one)").value("TARGET");
  set.add("--engine", options->engine, "auto, mock or builtin (default: as set for the target)")
      .value("ENGINE")
      .one_of({"auto", "mock", "builtin"});
  declare_executor(set, options->executor);
  set.flag("--replace", options->replace, "replace an unpublished release of this name that has other inputs");
  declare_plan(set, options->plan);
  declare_going_on(set, options->fail_fast);
  declare_build_report(set, options->report);
  return [options, publish](Context& context) { return run_release(context, *options, publish); };
}

}  // namespace

Action declare_release(OptionSet& set) {
  return declare(set, true);
}
Action declare_compose(OptionSet& set) {
  return declare(set, false);
}

}  // namespace rpmworks::cli
