// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>

#include "build_options.hpp"
#include "command.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "plan_output.hpp"
#include "product/builds.hpp"

namespace rpmworks::cli {

namespace {

struct WhyOptions {
  std::string package;
  product::TargetChoice target;
};

ExitCode run_why(Context& context, const WhyOptions& options) {
  const config::Target target = target_to_build_for(context, {options.package}, options.target);
  const product::Reasons reasons = product::why(context.locked(), target, options.package);
  const auto& forecasts = reasons.plan.forecasts;
  const schedule::Forecast& asked = forecasts.at(reasons.asked);
  if (context.json())
    print_json(json_of(asked, needs_of(asked, forecasts)));
  else
    print(why_text(asked, target.name));
  return ExitCode::done;
}

}  // namespace

Action declare_why(OptionSet& set) {
  auto options = std::make_shared<WhyOptions>();
  set.add("PACKAGE|FILE.src.rpm", options->package, "a package of repos.yaml, or a source package")
      .required();
  set.add("--target", options->target.target, "target it is built for (default: the only one)")
      .value("TARGET");
  set.add("--engine", options->target.engine, "auto, mock or builtin (default: as set for the target)")
      .value("ENGINE")
      .one_of({"auto", "mock", "builtin"});
  return [options](Context& context) { return run_why(context, *options); };
}

}  // namespace rpmworks::cli
