// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "core/text.hpp"
#include "output.hpp"
#include "release_flow.hpp"
#include "release_result.hpp"

namespace rpmworks::cli {

namespace {

struct BuildOptions {
  std::vector<std::string> what;
  std::string target;
  std::string engine;
  std::string output;
  std::string changed_since;
  bool force = false;
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

/// Those that are named, and the others, which those may build-require: of these HEAD, as what is changed in
/// their work trees matters when they turn out to be needed. In the order of repos.yaml.
std::vector<srpm::Srpm> make_with_others(Context& context, const ChosenTarget& chosen,
                                         const std::vector<std::string>& names) {
  const Packages named = choose_packages(chosen.config, chosen.target(), names);
  Packages others = choose_packages(chosen.config, chosen.target(), {});
  std::erase_if(others, [&](const auto* package) {
    return std::find(named.begin(), named.end(), package) != named.end();
  });
  std::vector<srpm::Srpm> srpms = make_srpms(context, named, chosen.target());
  if (others.empty()) return srpms;
  try {
    for (auto& srpm : make_srpms(context, others, chosen.target(), {.dirty = DirtyTree::leave}))
      srpms.push_back(std::move(srpm));
  } catch (Error& error) {
    std::move(error).note(
        fmt::format("this package is looked at because {} may build-require it", join(names, ", ")));
    throw;
  }
  std::ranges::sort(srpms, {}, &srpm::Srpm::name);
  return srpms;
}

/// Of those that are needed and not named no work tree may have changes that would be left out.
void require_no_changes_in(const std::vector<srpm::Srpm>& needed, const std::vector<std::string>& names,
                           const config::Config& config) {
  for (const auto& srpm : needed) {
    const auto package = config.packages.find(srpm.name);
    if (package == config.packages.end() || std::find(names.begin(), names.end(), srpm.name) != names.end())
      continue;
    with_context(fmt::format("looking at {}, which {} build-requires or may build-require", srpm.name,
                             join(names, ", ")),
                 [&] { require_no_changes(package->second); });
  }
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
  const size_t files = srpms.size();
  for (auto& srpm : make_with_others(context, chosen, names)) {
    const bool is_given = std::any_of(srpms.begin(), srpms.begin() + static_cast<ptrdiff_t>(files),
                                      [&](const auto& file) { return file.nevra.name == srpm.nevra.name; });
    if (!is_given) srpms.push_back(std::move(srpm));
  }
  return {std::move(srpms), std::move(wanted)};
}

/// Packages and logs of every build, those of NAME in DIR/NAME when there are several.
void copy_results(const std::vector<build::BuildResult>& results, const fs::path& output) {
  for (const auto& result : results) {
    const fs::path folder = results.size() == 1 ? output : output / result.folder.filename();
    make_folders(folder);
    for (const auto& artifact : result.packages) write_copy(artifact.path, folder / artifact.file_name);
    for (const auto& entry : fs::directory_iterator(result.folder))
      if (entry.is_regular_file() && entry.path().extension() == ".log")
        write_copy(entry.path(), folder / entry.path().filename());
  }
}

void print_results(const std::vector<build::BuildResult>& results) {
  Table table({"package", "made", "time", "why"});
  table.right(2);
  for (const auto& result : results) {
    const std::string time = result.cached ? "unchanged" : human_duration(result.elapsed);
    for (size_t i = 0; i < result.packages.size(); ++i)
      table.add({i == 0 ? result.name : "", result.packages[i].package.nevra.str(), i == 0 ? time : "",
                 i == 0 ? result.reason : ""});
  }
  print(table.str());
  for (const auto& result : results) print(fmt::format("{}\n", result.folder.string()));
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
  const Sources made = sources(context, options, chosen);
  std::vector<build::BuildResult> results;
  if (!made.srpms.empty())
    results = build_packages(
        context, made.srpms, chosen,
        {.force = options.force, .only = made.wanted, .look_at_needed = [&](const auto& needed) {
           require_no_changes_in(needed, made.wanted, config);
         }});
  if (!options.output.empty()) copy_results(results, options.output);
  if (!context.json()) {
    if (!results.empty()) print_results(results);
    return ExitCode::done;
  }
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const auto& result : results) json.push_back(json_of(result));
  print_json({{"builds", std::move(json)}});
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
  app.add_flag("--force", options->force, "build though nothing has changed");
  app.add_option("-o,--output", options->output, "copy packages and logs there")->type_name("DIR");
  return [options](Context& context) { return run_build(context, *options); };
}

}  // namespace rpmworks::cli
