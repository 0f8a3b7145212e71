// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "build_options.hpp"
#include "build_output.hpp"
#include "command.hpp"

#include "core/text.hpp"
#include "junit.hpp"
#include "output.hpp"
#include "release_flow.hpp"

namespace rpmworks::cli {

namespace {

struct BuildOptions {
  std::vector<std::string> what;
  std::string target;
  std::string engine;
  std::string output;
  std::string changed_since;
  std::string report;
  std::vector<std::string> rebuild;
  bool dependants = false;
  bool force = false;
  bool fail_fast = false;
};

bool is_file_name(const std::string& argument) {
  return argument.ends_with(".src.rpm");
}

srpm::Srpm given_file(Context& context, const std::string& name, const config::Target& target) {
  std::error_code unreadable;
  if (!fs::exists(name, unreadable) && !unreadable)
    throw Error(ExitCode::invalid, fmt::format("there is no file {}", name))
        .hint("rpmworks srpm makes one of a git repository");
  return srpm_of_file(context, name, target);
}

/// What is wrong with an argument that can be no package, as there is no repos.yaml.
Error no_such_package(const std::string& name) {
  std::error_code unreadable;
  if (fs::is_directory(name, unreadable))
    return Error(ExitCode::invalid, fmt::format("{} is a folder, and a source package is wanted", name))
        .hint(fmt::format("make it first: rpmworks srpm {}", name));
  if (fs::exists(name, unreadable))
    return Error(ExitCode::invalid, fmt::format("{} is not named like a source package", name))
        .hint("its name must end in .src.rpm");
  return Error(ExitCode::invalid, fmt::format("there is no repos.yaml that names the package '{}'", name))
      .hint("name a .src.rpm file, or the configuration with -c FILE");
}

/// What may have to be built, and the labels of what is wanted of it (none: all).
struct Sources {
  std::vector<srpm::Srpm> srpms;
  std::vector<std::string> wanted;
};

Sources sources(Context& context, const BuildOptions& options, const ChosenTarget& chosen) {
  std::vector<std::string> names;
  std::vector<srpm::Srpm> srpms;
  std::vector<std::string> wanted;
  for (const auto& argument : options.what) {
    if (is_file_name(argument)) {
      srpms.push_back(given_file(context, argument, chosen.target()));
      wanted.push_back(build::label(srpms.back()));
    } else {
      names.push_back(argument);
      wanted.push_back(argument);
    }
  }
  if (!options.changed_since.empty()) {
    if (!srpms.empty())
      throw Error(ExitCode::usage, "--changed-since is for the packages of a repos.yaml")
          .hint("name packages, or none for all of them; a .src.rpm file has no history");
    wanted.clear();
    const Packages packages = choose_packages(chosen.config, chosen.target(), names);
    for (const auto* package : only_changed(context, packages, options.changed_since))
      wanted.push_back(package->name);
    if (wanted.empty()) return {};
    names = wanted;
  }
  if (names.empty() && !srpms.empty()) return {std::move(srpms), {}};
  if (!names.empty()) (void)choose_packages(chosen.config, chosen.target(), names);  // they are there
  // Those that are not named may be build-required by those that are.
  const Packages packages = choose_packages(chosen.config, chosen.target(), {});
  const size_t files = srpms.size();
  for (auto& srpm : make_srpms(context, packages, chosen.target())) {
    const bool is_given = std::any_of(srpms.begin(), srpms.begin() + static_cast<ptrdiff_t>(files),
                                      [&](const auto& file) { return file.nevra.name == srpm.nevra.name; });
    if (!is_given) srpms.push_back(std::move(srpm));
  }
  return {std::move(srpms), std::move(wanted)};
}

void tell(Context& context, const build::Outcome& outcome) {
  if (!context.json()) {
    if (!outcome.results.empty() || !outcome.complete()) print(closing_table(outcome));
    if (!outcome.complete()) throw outcome.error();
    return;
  }
  auto json = json_of(outcome);
  if (!outcome.complete())
    throw ErrorWithResults(outcome.error(), std::make_shared<const nlohmann::ordered_json>(std::move(json)));
  print_json(json);
}

// Each of them is a package that may be built here.
void require_known(const std::vector<std::string>& names, const std::vector<srpm::Srpm>& srpms) {
  std::vector<std::string> labels;
  for (const auto& srpm : srpms) labels.push_back(build::label(srpm));
  for (const auto& name : names) {
    if (std::find(labels.begin(), labels.end(), name) != labels.end()) continue;
    const auto meant = did_you_mean(name, labels);
    throw Error(ExitCode::usage, fmt::format("--rebuild {}: no package of this run is named so", name))
        .hint(meant ? fmt::format("did you mean '{}'?", *meant)
                    : fmt::format("the packages are: {}", join(labels, ", ")));
  }
}

build::Outcome build(Context& context, const BuildOptions& options, const ChosenTarget& chosen) {
  const Sources made = sources(context, options, chosen);
  require_known(options.rebuild, made.srpms);
  if (made.srpms.empty()) return {};
  return build_packages(context, made.srpms, chosen,
                        {.force = options.force,
                         .fail_fast = options.fail_fast,
                         .only = made.wanted,
                         .dependants = options.dependants,
                         .rebuild = options.rebuild});
}

ExitCode run_build(Context& context, const BuildOptions& options) {
  const bool only_files =
      !options.what.empty() && std::all_of(options.what.begin(), options.what.end(), is_file_name);
  if (!context.has_config())
    for (const auto& argument : options.what)
      if (!is_file_name(argument)) throw no_such_package(argument);
  const config::Config& config = only_files ? context.config_or_standalone() : context.config_with_packages();
  const ChosenTarget chosen = choose_target(config, options.target, options.engine);
  context.lock_workspace();
  build::Outcome outcome;
  try {
    outcome = build(context, options, chosen);
  } catch (const Error& error) {
    if (!options.report.empty()) write_result(options.report, junit_xml(error, chosen.name));
    throw;
  }
  if (!options.report.empty()) write_result(options.report, junit_xml(outcome, chosen.name));
  if (!options.output.empty()) copy_results(outcome, options.output);
  tell(context, outcome);
  return ExitCode::done;
}

}  // namespace

Action declare_build(CLI::App& app) {
  auto options = std::make_shared<BuildOptions>();
  app.add_option("PACKAGE|FILE.src.rpm", options->what,
                 "packages of repos.yaml, or source packages (default: all)");
  app.add_option("--target", options->target, "the target to build for (default: the only one)")
      ->type_name("TARGET");
  app.add_option("--engine", options->engine, "auto, mock or builtin (default: what the target says)")
      ->type_name("ENGINE")
      ->check(CLI::IsMember({"auto", "mock", "builtin"}).description(""));
  app.add_option("--changed-since", options->changed_since,
                 "only packages that are another than at this branch, tag or commit, with what they need")
      ->type_name("REF");
  app.add_flag("--dependants", options->dependants,
               "with packages or --changed-since: what build-requires them, too, one through another");
  app.add_option("--rebuild", options->rebuild, "build this package though nothing has changed; repeatable")
      ->type_name("PACKAGE")
      ->allow_extra_args(false);
  app.add_flag("--no-cache,--force", options->force,
               "build all that is asked for though nothing has changed");
  declare_going_on(app, options->fail_fast);
  app.add_option("--report", options->report, "what was built and what failed as JUnit's XML, for CI systems")
      ->type_name("FILE.xml");
  app.add_option("-o,--output", options->output, "copy packages and logs there")->type_name("DIR");
  return [options](Context& context) { return run_build(context, *options); };
}

}  // namespace rpmworks::cli
