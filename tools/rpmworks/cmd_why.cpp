// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <memory>

#include "build_sources.hpp"
#include "command.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "plan_output.hpp"

namespace rpmworks::cli {

namespace {

struct WhyOptions {
  std::string package;
  std::string target;
  std::string engine;
};

ExitCode run_why(Context& context, const WhyOptions& options) {
  const Wanted wanted{.what = {options.package}, .target = options.target, .engine = options.engine};
  const ChosenTarget chosen = target_for(context, wanted);
  context.lock_workspace();
  const Sources made = sources_for(context, wanted, chosen);
  const std::string name = made.wanted.empty() ? made.packages.front()->label() : made.wanted.front();
  const auto look_at_needed = [&](const buildplan::NeededPackages& needed) {
    require_not_needed(context, made, needed, chosen);
  };
  const auto forecasts =
      survey_packages(context, made.packages, chosen, {.only = {name}, .look_at_needed = look_at_needed});
  const auto asked = std::ranges::find(forecasts, name, &schedule::Forecast::name);
  if (context.json())
    print_json(json_of(*asked, needs_of(*asked, forecasts)));
  else
    print(why_text(*asked, chosen.name));
  return ExitCode::done;
}

}  // namespace

Action declare_why(OptionSet& set) {
  auto options = std::make_shared<WhyOptions>();
  set.add("PACKAGE|FILE.src.rpm", options->package, "a package of repos.yaml, or a source package")
      .required();
  set.add("--target", options->target, "the target it is built for (default: the only one)").value("TARGET");
  set.add("--engine", options->engine, "auto, mock or builtin (default: what the target says)")
      .value("ENGINE")
      .one_of({"auto", "mock", "builtin"});
  return [options](Context& context) { return run_why(context, *options); };
}

}  // namespace rpmworks::cli
