// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "command.hpp"
#include "context.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "publishing/withdraw.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

struct WithdrawOptions {
  publishing::WithdrawRequest request;
  bool no_publish = false;
  bool dry_run = false;
};

Json withdrawal_json(const publishing::WithdrawPlan& plan, const WithdrawOptions& options) {
  Json json = {{"from", plan.from},
               {"release", plan.name},
               {"dry_run", options.dry_run},
               {"published", !options.dry_run && !options.no_publish},
               {"withdrawn", Json::array()}};
  for (const auto& one : plan.withdrawn)
    json["withdrawn"].push_back({{"nevra", one.nevra}, {"section", one.section}, {"sha256", one.sha256}});
  return json;
}

void print_plan(const publishing::WithdrawPlan& plan, const WithdrawOptions& options) {
  if (plan.is_done)
    print(fmt::format("{} already lacks:\n", plan.from));
  else if (options.dry_run)
    print(fmt::format("{} would be {} without:\n", plan.name, plan.from));
  else
    print(fmt::format("{} is {} without:\n", plan.name, plan.from));
  for (const auto& one : plan.withdrawn) print(harmless(fmt::format("  {}  {}\n", one.section, one.nevra)));
  if (!options.dry_run && !options.no_publish) print(fmt::format("{} is published\n", plan.name));
}

ExitCode run_withdraw(Context& context, const WithdrawOptions& options) {
  context.require_config();
  const publishing::WithdrawPlan plan =
      options.dry_run
          ? publishing::plan_withdrawal(context.session(), options.request)
          : publishing::withdraw(context.locked_for_releases(), options.request, !options.no_publish);
  if (context.json())
    print_json(withdrawal_json(plan, options));
  else
    print_plan(plan, options);
  return ExitCode::done;
}

}  // namespace

Action declare_withdraw(OptionSet& set) {
  auto options = std::make_shared<WithdrawOptions>();
  set.add("NEVRA", options->request.packages,
          "packages to take out, as `rpmworks manifest` lists them; also a source package, if nothing else "
          "was "
          "built from it")
      .required();
  set.add("--from", options->request.from, "the release that has them (default: the published one)");
  set.add("--as", options->request.name, "name of the new release (default: RELEASE.1)");
  set.add("--reason", options->request.reason, "for the manifest of the new release");
  set.flag("--no-publish", options->no_publish, "only make the release");
  set.flag("--dry-run", options->dry_run, "only show what would be done");
  return [options](Context& context) { return run_withdraw(context, *options); };
}

}  // namespace rpmworks::cli
