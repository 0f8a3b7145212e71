// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "output.hpp"
#include "release_flow.hpp"
#include "release_result.hpp"

namespace rpmworks::cli {

namespace {

struct SrpmOptions {
  std::vector<std::string> what;
  LooseRequest request;
  std::string target;
  std::string output = ".";
};

bool is_folder(const std::string& path) {
  std::error_code unreadable;
  return fs::is_directory(path, unreadable);
}

/// Whether the arguments mean a folder rather than packages of repos.yaml.
bool means_folder(Context& context, const std::vector<std::string>& what) {
  if (!context.has_config()) return true;
  if (what.size() != 1) return false;
  return !context.config().packages.contains(what.front()) && is_folder(what.front());
}

std::vector<srpm::Srpm> make(Context& context, const SrpmOptions& options) {
  if (!means_folder(context, options.what)) {
    const config::Config& config = context.config();
    const config::Target& target = config.target(options.target);
    const Packages packages = choose_packages(config, target, options.what);
    if (packages.size() > 1 && !(options.request.spec + options.request.ref + options.request.subdir).empty())
      throw Error(ExitCode::usage, "--ref, --spec and --subdir are for one package")
          .hint("name the package: rpmworks srpm PACKAGE --ref REF");
    context.lock_workspace();
    return make_srpms(context, packages, target, options.request);
  }
  if (options.what.size() > 1)
    throw Error(ExitCode::invalid,
                fmt::format("there is no repos.yaml that names '{}' and the others", options.what[0]))
        .hint("name one folder, or the configuration with -c FILE");
  const std::string folder = options.what.empty() ? "." : options.what.front();
  if (!is_folder(folder))
    throw Error(ExitCode::invalid,
                fmt::format("there is no folder {}, and no repos.yaml that names such a package", folder))
        .hint("name the folder of a git repository, or the configuration with -c FILE");
  const config::Target& target = context.config_or_standalone().target(options.target);
  context.lock_workspace();
  return {srpm_of_folder(context, folder, options.request, target)};
}

ExitCode run_srpm(Context& context, const SrpmOptions& options) {
  const std::vector<srpm::Srpm> srpms = make(context, options);
  make_folders(options.output);
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const auto& srpm : srpms) {
    const fs::path file = fs::path(options.output) / srpm.file_name;
    write_copy(srpm.path, file);
    const std::string shown = file.lexically_normal().string();
    if (!context.json()) print(shown + "\n");
    json.push_back(json_of(srpm));
    if (options.request.check && !srpm.git_url.empty()) json.back()["reproducible"] = true;
    json.back()["path"] = fs::absolute(file).lexically_normal().string();
  }
  if (context.json()) print_json({{"srpms", std::move(json)}});
  return ExitCode::done;
}

}  // namespace

Action declare_srpm(CLI::App& app) {
  auto options = std::make_shared<SrpmOptions>();
  options->request.dirty = DirtyTree::offer;
  app.add_option("PACKAGE|PATH", options->what, "packages of repos.yaml, or the folder of a git repository");
  app.add_option("--ref", options->request.ref,
                 "a branch, tag or commit (default: what repos.yaml says, or HEAD)")
      ->type_name("REF");
  app.add_option("--spec", options->request.spec, "the spec in the repository (default: the nearest one)")
      ->type_name("FILE");
  app.add_option("--subdir", options->request.subdir, "the folder of the repository that is packaged")
      ->type_name("DIR");
  app.add_flag_callback(
      "--dirty", [options] { options->request.dirty = DirtyTree::package; },
      "package what is changed and not committed, and mark the release");
  app.add_flag("--check", options->request.check, "make it twice, in different surroundings, and compare");
  app.add_option("--target", options->target, "the target whose macros count (default: the only one)")
      ->type_name("TARGET");
  app.add_option("-o,--output", options->output, "where to put them (default: this folder)")
      ->type_name("DIR");
  return [options](Context& context) { return run_srpm(context, *options); };
}

}  // namespace rpmworks::cli
