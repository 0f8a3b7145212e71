// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <memory>

#include "build_options.hpp"
#include "build_output.hpp"
#include "command.hpp"
#include "context.hpp"
#include "gate_options.hpp"
#include "gate_output.hpp"
#include "junit.hpp"
#include "output.hpp"
#include "pipeline/release.hpp"
#include "plan_output.hpp"
#include "publishing/publish.hpp"
#include "release_result.hpp"

namespace rpmworks::cli {

namespace {

struct Options {
  pipeline::ReleaseRequest request;
  product::TargetChoice target;
  std::string plan;    ///< format in which the plan is printed; empty: make the release
  std::string report;  ///< file for with_build_report; empty: no report of the builds
  bool publish = false;
  bool no_publish = false;
  std::vector<std::string> gates;
};

// With --json, the error of a gate shows the results of all gates.
pipeline::Release with_checks(Context& context, const std::vector<gates::Check>& checks,
                              const std::function<pipeline::Release()>& compose) {
  try {
    return compose();
  } catch (const Error& error) {
    if (!context.json() || gates::worst_of(checks) == ExitCode::done) throw;
    Json results = Json::object();
    results["checks"] = json_of(checks);
    throw ErrorWithResults(error, std::make_shared<const Json>(std::move(results)));
  }
}

pipeline::Release reporting_failures(const std::function<void(const Error&)>& report,
                                     const std::function<pipeline::Release()>& make) {
  try {
    return make();
  } catch (const Error& error) {
    report(error);
    throw;
  }
}

pipeline::Release make(Context& context, const layout::Targets& targets, const Options& options) {
  const fs::path report = options.report;
  schedule::Outcome built;  // for the report
  std::vector<gates::Check> checks;
  pipeline::ReleaseRequest request = options.request;
  request.are_upgrades_real = are_upgrades_real(options.gates);
  const fs::path folder = context.session().workspace.releases() / request.release;
  const auto write_report = [&] {
    if (is_sarif(report)) write_result(report, sarif(checks, folder));
    if (report.extension() == ".xml") write_result(report, junit_xml(built, targets.names(), checks));
  };
  request.on_checks = [&](const auto& made) {
    checks = made;
    write_report();
  };
  pipeline::ReleaseRun run(context.session(), targets, request);
  bool is_built = false;
  pipeline::Release made = reporting_failures(
      [&](const Error& error) {
        if (!checks.empty()) return;  // the report has them
        if (is_sarif(report)) write_result(report, sarif({}, folder, &error));
        // Before that, the report of the builds has the error.
        if (is_built && report.extension() == ".xml")
          write_result(report, junit_xml(built, targets.names(), error));
      },
      [&] {
        schedule::Outcome outcome =
            with_build_report(report, targets.names(), [&run] { return run.build(); });
        require_complete(context, outcome);
        is_built = true;
        if (!report.empty()) built = outcome;
        return with_checks(context, checks, [&] { return run.compose(std::move(outcome.results)); });
      });
  if (!report.empty() && made.composed.unchanged) {
    checks = publishing::verify(context.session(), folder);
    write_report();
  }
  return made;
}

std::vector<std::string> names_of(const std::vector<config::Target>& targets) {
  std::vector<std::string> names;
  for (const auto& target : targets) names.push_back(target.name);
  return names;
}

ExitCode run_release(Context& context, const Options& options) {
  const auto begin = std::chrono::steady_clock::now();
  context.require_config();
  const auto targets = locking::choose_release_targets(context.session_with_packages(), options.target);
  if (!options.plan.empty()) {
    print_plan(pipeline::release_plan(context.locked(), layout::Targets(targets), options.request.release),
               {.form = options.plan, .json = context.json()});
    return ExitCode::done;
  }
  product::Session& session = context.locked_for_releases();
  const bool publish = options.publish && !options.no_publish;
  if (publish) releases::require_publishable(session.workspace);
  const pipeline::Release made = make(context, layout::Targets(targets), options);
  const auto changes = pipeline::changes_since_published(session, made.composed.folder);
  if (publish) pipeline::publish_made(session, made);
  print_release(made,
                {.product = session.config.product,
                 .targets = names_of(targets),
                 .published = publish,
                 .changes = changes,
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
  if (publish)
    set.flag("--no-publish", options->no_publish, "only make the release, as `rpmworks compose` does");
  else
    set.add("--delta-from", options->request.delta_from,
            "leave out the packages that this release has; clients then need the repositories of both")
        .value("RELEASE");
  declare_gates(set, options->gates);
  declare_plan(set, options->plan);
  declare_going_on(set, options->request.fail_fast);
  set.add("--report", options->report,
          "write a report: JUnit XML of the builds and the gates, SARIF of the gates, or an HTML page with "
          "the timeline of the builds")
      .value("FILE.xml|.sarif|.html");
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
