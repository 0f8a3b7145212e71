// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "build_options.hpp"
#include "command.hpp"
#include "core/json.hpp"
#include "locking/lock.hpp"
#include "output.hpp"
#include "pipeline/builds.hpp"
#include "plan_output.hpp"
#include "product/package_choice.hpp"
#include "publishing/release_folder.hpp"
#include "why_output.hpp"

namespace rpmworks::cli {

namespace {

struct WhyOptions {
  std::string package;
  product::TargetChoice target;
};

// Packages that the product does not build: those of repos.lock, and those of the newest release that have
// another name than the package of repos.yaml that they are built from. Returns whether there are any.
bool tell_of_release(Context& context, const std::string& name) {
  product::Session& session = context.session();
  if (const auto lock = locking::read_lock(session)) {
    const auto reasons = locking::reasons_for(*lock, name);
    if (!reasons.empty()) {
      context.json() ? print_json(json_of(reasons)) : print(text_of(reasons));
      return true;
    }
  }
  const auto released = publishing::released_packages(session.workspace, name);
  if (released.packages.empty()) return false;
  context.json() ? print_json(json_of(released)) : print(text_of(released));
  return true;
}

// The chosen target, or else every target that the package is built for.
std::vector<config::Target> targets_for(Context& context, const WhyOptions& options) {
  std::vector<config::Target> targets;
  if (options.target.target.empty() && !pipeline::are_files({options.package})) {
    const product::Session& session = context.session_with_packages();
    const auto names = session.config.target_names();
    const auto package = session.config.packages.find(options.package);
    if (names.size() > 1 && package != session.config.packages.end())
      for (const auto& name : names)
        if (product::is_for(package->second, session.config.targets.at(name)))
          targets.push_back(product::choose_target(
              session,
              {.target = name, .engine = options.target.engine, .executor = options.target.executor}));
  }
  if (targets.empty()) targets.push_back(target_to_build_for(context, {options.package}, options.target));
  return targets;
}

ExitCode run_why(Context& context, const WhyOptions& options) {
  if (context.has_config() && !pipeline::are_files({options.package}) &&
      !context.session_with_packages().config.packages.contains(options.package) &&
      tell_of_release(context, options.package))
    return ExitCode::done;
  const auto targets = targets_for(context, options);
  Json all = {{"targets", Json::array()}};
  for (const auto& target : targets) {
    const pipeline::Reasons reasons = pipeline::why(context.locked(), target, options.package);
    const auto& forecasts = reasons.plan.forecasts;
    const schedule::Forecast& asked = forecasts.at(reasons.asked);
    if (!context.json()) {
      print(why_text(asked, target.name));
      continue;
    }
    Json one = json_of(asked, needs_of(asked, forecasts));
    if (targets.size() == 1) {
      print_json(one);
      return ExitCode::done;
    }
    one["target"] = target.name;
    all["targets"].push_back(std::move(one));
  }
  if (context.json()) print_json(all);
  return ExitCode::done;
}

}  // namespace

Action declare_why(OptionSet& set) {
  auto options = std::make_shared<WhyOptions>();
  set.add("PACKAGE|FILE.src.rpm", options->package,
          "a package of repos.yaml or of a release, or a source package")
      .required();
  set.add("--target", options->target.target,
          "target it is built for (default: every target that the package is for)")
      .value("TARGET");
  set.add("--engine", options->target.engine, "auto, mock or builtin (default: as set for the target)")
      .value("ENGINE")
      .one_of({"auto", "mock", "builtin"});
  return [options](Context& context) { return run_why(context, *options); };
}

}  // namespace rpmworks::cli
