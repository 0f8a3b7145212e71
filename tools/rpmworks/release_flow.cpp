// SPDX-License-Identifier: GPL-3.0-or-later
#include "release_flow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "build_output.hpp"
#include "compose/preflight.hpp"
#include "plan_output.hpp"
#include "released_names.hpp"

namespace rpmworks::cli {

namespace {

// A cluster has more processors than this machine, and a limit of its own.
unsigned builds_at_a_time(const Context& context, const config::Target& target) {
  if (target.executor == "slurm" && !context.jobs_are_given()) return target.slurm.max_jobs;
  return context.jobs();
}

void learn_from_releases(Context& context, const ChosenTarget& chosen, schedule::BuildOptions& options) {
  options.add_released = [&context, target = chosen.name](const auto& packages, auto& earlier) {
    add_released_names(context, target, packages, earlier);
  };
}

// What a release needs of repos.yaml is there; gives what it is made of.
Packages packages_of_release(const ChosenTarget& chosen, const std::string& release) {
  const config::Config& config = chosen.config;
  if (config.sections.empty())
    throw Error(ExitCode::invalid, "there is nothing to release: `release.sections` is missing")
        .at({.file = config.file.string()})
        .hint(
            "release: { sections: { packages: { from: builds, sign: KEY }, sources: { from: srpms, sign: KEY "
            "} } }");
  compose::require_release_name(release);
  return choose_packages(config, chosen.target(), {});
}

}  // namespace

ChosenTarget choose_target(const config::Config& config, const std::string& name, const std::string& engine,
                           const std::string& executor) {
  const std::string target = config.target(name).name;
  return {.config = config.with_engine(target, engine, executor), .name = target};
}

void add_specless(std::vector<schedule::LeftOut>& left_out, const std::vector<LeftOut>& specless) {
  for (const auto& [package, why] : specless) left_out.push_back({package->name, "", why});
}

std::vector<schedule::LeftOut> leave_out_other_arches(Context& context, engine::Packages& packages,
                                                      const config::Target& target,
                                                      const std::vector<std::string>& named) {
  std::vector<schedule::LeftOut> left_out;
  std::erase_if(packages, [&](const engine::PackagePtr& package) {
    const srpm::Srpm& srpm = package->srpm;
    const auto why = buildplan::not_for_arch(srpm, target);
    if (!why || std::find(named.begin(), named.end(), srpm.name) != named.end()) return false;
    context.reporter().warning(fmt::format("{} is left out: {}", srpm.name, *why));
    left_out.push_back({srpm.name, srpm.nevra.str(), *why});
    return true;
  });
  return left_out;
}

schedule::Outcome build_packages(Context& context, const engine::Packages& packages,
                                 const ChosenTarget& chosen, schedule::BuildOptions options) {
  options.jobs = builds_at_a_time(context, chosen.target());
  learn_from_releases(context, chosen, options);
  return schedule::build_all(packages, {chosen.config, context.workspace(), context.store()}, chosen.target(),
                             options, context.reporter());
}

std::vector<schedule::Forecast> survey_packages(Context& context, const engine::Packages& packages,
                                                const ChosenTarget& chosen, schedule::BuildOptions options) {
  options.jobs = context.jobs();
  learn_from_releases(context, chosen, options);
  return schedule::survey(packages, {chosen.config, context.workspace(), context.store()}, chosen.target(),
                          options, context.reporter());
}

Made compose_release(Context& context, const ChosenTarget& chosen, const ReleaseOptions& options) {
  const std::string& release = options.release;
  const config::Config& config = chosen.config;
  const Packages packages = packages_of_release(chosen, release);
  for (const auto& warning : compose::configuration_warnings(config)) context.reporter().warning(warning);
  compose::Preflight preflight(config, chosen.target(), context.workspace().tmp(), context.reporter());
  preflight.require_sections(packages);
  // One that is there may turn out to be this very one, and then nothing is signed.
  if (!is_there(context.workspace().releases() / release)) preflight.require_keys();
  Made made;
  std::vector<LeftOut> specless;
  engine::Packages to_build = make_packages(context, packages, chosen.target(), {}, nullptr, &specless);
  made.left_out = leave_out_other_arches(context, to_build, chosen.target(), {});
  made.srpms = engine::srpms_of(to_build);
  add_specless(made.left_out, specless);
  for (const auto& line : compose::future_times(made.srpms, std::time(nullptr)))
    context.reporter().warning(line);
  const auto before_first = [&] {
    preflight.require_release(release, made.srpms, context.workspace(), options.replace);
  };
  schedule::Outcome outcome = with_build_report(options.report, chosen.name, [&] {
    schedule::Outcome built = build_packages(context, to_build, chosen,
                                             {.fail_fast = options.fail_fast, .before_first = before_first});
    built.left_out = made.left_out;
    return built;
  });
  require_complete(context, outcome);
  made.builds = std::move(outcome.results);
  made.composed = compose::compose({.release = release, .srpms = made.srpms, .builds = made.builds}, config,
                                   chosen.target(), context.workspace(), context.store(), options.replace,
                                   context.reporter());
  return made;
}

void print_release_plan(Context& context, const ChosenTarget& chosen, const std::string& release,
                        const std::string& form) {
  const Packages packages = packages_of_release(chosen, release);
  compose::Preflight(chosen.config, chosen.target(), context.workspace().tmp()).require_sections(packages);
  std::vector<LeftOut> specless;
  engine::Packages to_build = make_packages(context, packages, chosen.target(), {}, nullptr, &specless);
  auto left_out = leave_out_other_arches(context, to_build, chosen.target(), {});
  add_specless(left_out, specless);
  print_plan(survey_packages(context, to_build, chosen, {}), left_out, chosen.name, form, context.json());
}

ExitCode worst_of(const std::vector<compose::Check>& checks) {
  ExitCode worst = ExitCode::done;
  for (const auto& check : checks) {
    if (check.passed) continue;
    if (check.code == ExitCode::trust) return ExitCode::trust;
    if (worst == ExitCode::done) worst = check.code;
  }
  return worst;
}

void require_verified(Context& context, const fs::path& release_folder) {
  const auto checks = compose::verify(release_folder, context.reporter(), context.jobs());
  const ExitCode worst = worst_of(checks);
  if (worst == ExitCode::done) return;
  std::vector<std::string> findings;
  for (const auto& check : checks) {
    if (check.passed) continue;
    for (const auto& finding : check.findings)
      findings.push_back(fmt::format("{} of {}: {}", check.name, check.subject, finding));
  }
  throw Error(worst,
              fmt::format("the release {} is not sound and was not published", release_folder.string()))
      .notes(std::move(findings))
      .hint(
          "what is published stays as it is. A release that never was published is made anew with --replace; "
          "put one "
          "that was back from a copy");
}

}  // namespace rpmworks::cli
