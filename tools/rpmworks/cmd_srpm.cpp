// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <memory>

#include "command.hpp"
#include "core/json.hpp"
#include "git/repository.hpp"
#include "git/tree_files.hpp"
#include "output.hpp"
#include "srpm/spec_finder.hpp"
#include "srpm_flow.hpp"
#include "srpm_json.hpp"

namespace rpmworks::cli {

namespace {

struct SrpmOptions {
  std::vector<std::string> what;
  LooseRequest request;
  srpm::SpecChoice specs;
  std::string target;
  std::string changed_since;
  std::string output = ".";
  bool keep_going = false;
};

/// What could not be made, or was left out.
struct NotMade {
  std::string name;  ///< of the package, or the spec's path
  Error error;
};
struct Made {
  std::vector<srpm::Srpm> srpms;
  std::vector<NotMade> not_made;
  std::vector<LeftOut> left_out;
};

bool is_folder(const std::string& path) {
  std::error_code unreadable;
  return fs::is_directory(path, unreadable);
}

bool is_spec_file(const std::string& path) {
  std::error_code unreadable;
  return path.ends_with(".spec") && fs::is_regular_file(path, unreadable);
}

/// Whether a folder is one of a git repository.
bool is_in_repository(const std::string& folder) {
  try {
    (void)git::Repository::open(folder);
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// Whether the repository of the current folder has a spec of that name. ./NAME means a folder.
bool is_spec_here(const std::string& name, const std::string& ref) {
  if (name.find('/') != std::string::npos) return false;
  try {
    const git::Repository repository = git::Repository::open(".");
    const auto specs = srpm::find_specs(repository.tree(repository.resolve(ref)));
    return std::any_of(specs.begin(), specs.end(),
                       [&](const std::string& spec) { return git::last_name(spec) == name + ".spec"; });
  } catch (const Error&) {
    return false;  // what is wrong with it is told by who packages it
  }
}

/// Whether the arguments mean a folder rather than packages of repos.yaml.
bool means_folder(Context& context, const std::vector<std::string>& what) {
  if (!context.has_config()) return true;
  if (what.empty()) return false;
  return !context.config_with_packages().packages.contains(what.front()) &&
         (is_folder(what.front()) || is_spec_file(what.front()));
}

/// Who stands in a repository somewhere below a product may have meant it.
void tell_of_product(Context& context) {
  const fs::path file = fs::absolute(context.config().file);
  try {
    const fs::path root = git::Repository::open(".").work_tree();
    if (root.empty()) return;
    const fs::path inside = fs::canonical(root).lexically_relative(fs::canonical(file.parent_path()));
    if (inside.empty() || inside == "." || *inside.begin() == "..") return;
  } catch (const Error&) {
    return;
  }
  context.reporter().note(
      fmt::format("these are the packages of {}; `rpmworks srpm .` makes those of this repository alone",
                  file.lexically_proximate(fs::current_path()).string()));
}

/// Packages of repos.yaml.
Made make_packages(Context& context, const SrpmOptions& options) {
  const config::Config& config = context.config_with_packages();
  const config::Target& target = config.target(options.target);
  const Packages packages =
      only_changed(context, choose_packages(config, target, options.what), options.changed_since);
  if (options.specs.paths.size() > 1 || options.specs.own_folder)
    throw Error(ExitCode::usage, "several --spec and --own-folder are for a folder")
        .hint("name the folder of a git repository; in repos.yaml each package has its `spec` and `subdir`");
  LooseRequest request = options.request;
  if (!options.specs.paths.empty()) {
    const std::string git = packages.empty() ? "" : packages.front()->git;
    request.spec = path_in_tree(options.specs.paths.front(), "--spec", is_folder(git) ? git : "");
  }
  if (packages.size() > 1 && !(request.spec + request.ref + request.subdir + request.recipe.upstream).empty())
    throw Error(ExitCode::usage, "--ref, --spec, --subdir and --upstream are for one package")
        .hint("name the package: rpmworks srpm PACKAGE --ref REF");
  if (packages.empty()) return {};
  context.lock_workspace();
  request.are_named = !options.what.empty();
  Made made;
  std::vector<Unmade> unmade;
  made.srpms = engine::srpms_of(cli::make_packages(context, packages, target, request,
                                                   options.keep_going ? &unmade : nullptr, &made.left_out));
  for (auto& [package, error] : unmade) made.not_made.push_back({package->name, std::move(error)});
  return made;
}

Made make(Context& context, const SrpmOptions& options) {
  if (!means_folder(context, options.what)) {
    if (options.what.empty()) tell_of_product(context);
    return make_packages(context, options);
  }
  if (!options.changed_since.empty())
    throw Error(ExitCode::usage, "--changed-since is for the packages of a repos.yaml")
        .hint("name the configuration with -c FILE");
  const std::string first = options.what.empty() ? "." : options.what.front();
  const bool has_folder =
      is_folder(first) && (options.what.empty() || !is_spec_here(first, options.request.ref));
  const std::string folder = has_folder            ? first
                             : is_spec_file(first) ? fs::absolute(first).parent_path().string()
                                                   : ".";
  if (!has_folder && fs::is_regular_file(fs::path(first)) &&
      !(is_spec_file(first) && is_in_repository(folder)))
    throw Error(ExitCode::invalid,
                fmt::format("{} is a file, and the folder of a git repository is wanted", first))
        .hint("name the folder, and a spec in it with --spec FILE");
  if (!has_folder && !is_in_repository(folder))
    throw Error(ExitCode::invalid,
                fmt::format("there is no folder {}, and no repos.yaml that names such a package", first))
        .hint("name the folder of a git repository, or the configuration with -c FILE");
  srpm::SpecChoice specs = options.specs;
  for (auto at = options.what.begin() + (has_folder && !options.what.empty() ? 1 : 0);
       at != options.what.end(); ++at)
    if (is_spec_file(*at))
      specs.paths.push_back(fs::absolute(*at).string());
    else
      (at->ends_with(".spec") ? specs.paths : specs.names).push_back(*at);
  const config::Target& target = context.config_or_standalone().target(options.target);
  context.lock_workspace();
  Made made;
  std::vector<UnmadeSpec> unmade;
  made.srpms = srpms_of_folder(context, folder, options.request, specs, target,
                               options.keep_going ? &unmade : nullptr);
  for (auto& [spec, error] : unmade) made.not_made.push_back({spec, std::move(error)});
  return made;
}

/// All that went wrong, as the error of a run that has results all the same.
[[noreturn]] void throw_not_made(std::vector<NotMade> not_made, size_t made, Json results) {
  std::vector<Error> errors;
  for (auto& [name, error] : not_made) {
    results["failed"].push_back({{"name", name}, {"error", error_json(error)["error"]}});
    errors.push_back(std::move(error));
  }
  const size_t count = errors.size() + made;
  throw ErrorWithResults(all_of(std::move(errors), count), std::make_shared<const Json>(std::move(results)));
}

ExitCode run_srpm(Context& context, const SrpmOptions& options) {
  // What takes some milliseconds and is needed in any case is made ready beside all that comes before it.
  const auto git_ahead = std::async(std::launch::async, git::prepare);
  const auto macros_ahead = std::async(std::launch::async, rpm::macro_files_sha256);
  if (is_there(options.output) && !is_folder(options.output))
    throw Error(ExitCode::usage, fmt::format("-o {} is a file, and a folder is wanted", options.output))
        .hint("name a folder; one that is missing is made");
  Made made = make(context, options);
  make_folders(options.output);
  Json results = {{"srpms", Json::array()}};
  Json& json = results["srpms"];
  for (const auto& srpm : made.srpms) {
    const fs::path file = fs::path(options.output) / srpm.file_name;
    write_blob(context.store(), srpm.sha256, file);
    const std::string shown = file.lexically_normal().string();
    if (!context.json()) print(shown + "\n");
    Json one = json_of(srpm);
    if (options.request.check && !srpm.git_url.empty()) one["reproducible"] = true;
    one["path"] = fs::absolute(file).lexically_normal().string();
    json.push_back(std::move(one));
  }
  for (const auto& [package, why] : made.left_out)
    results["left_out"].push_back({{"name", package->name}, {"submodule", package->submodule}, {"why", why}});
  if (!made.not_made.empty()) throw_not_made(std::move(made.not_made), made.srpms.size(), std::move(results));
  if (context.json()) print_json(results);
  return ExitCode::done;
}

Action declare(OptionSet& set) {
  auto options = std::make_shared<SrpmOptions>();
  options->request.dirty = DirtyTree::offer;
  set.add("PACKAGE|PATH", options->what,
          "packages of repos.yaml; or the folder of a git repository, and packages in it by their "
          "specs or the specs' names");
  set.add("--ref", options->request.ref, "a branch, tag or commit (default: what repos.yaml says, or HEAD)")
      .value("REF");
  set.add("--spec", options->specs.paths,
          "the spec in the repository; may be given several times (default: the nearest)")
      .one_value_each()
      .value("FILE");
  set.flag("--own-folder", options->specs.own_folder, "each spec packages its own folder");
  set.add("--subdir", options->request.subdir, "the folder of the repository that is packaged").value("DIR");
  declare_recipe(set, options->request.recipe);
  set.flag(
      "--dirty", [options] { options->request.dirty = DirtyTree::package; },
      "package what is changed and not committed, and mark the release");
  set.flag("--check", options->request.check, "make it twice, in different surroundings, and compare");
  set.flag("--keep-going", options->keep_going,
           "of several packages, make those that can be made, and name the others at the end");
  set.add("--target", options->target, "the target whose macros count (default: the only one)")
      .value("TARGET");
  set.add("--changed-since", options->changed_since,
          "only packages that are another than at this branch, tag or commit")
      .value("REF");
  set.add("-o,--output", options->output, "where to put them (default: this folder)").value("DIR");
  return [options](Context& context) { return run_srpm(context, *options); };
}

}  // namespace

Command srpm_command() {
  return {"srpm", k_stages, "make source packages, of the packages of repos.yaml or of any git repository",
          "  rpmworks srpm                        the repository of this folder, at HEAD\n"
          "  rpmworks srpm ~/src/hello --ref v1.2 -o /tmp\n"
          "  rpmworks srpm --snapshot             with a version between the last release and the next\n"
          "  rpmworks srpm greet greeter          packages of repos.yaml\n",
          declare};
}

}  // namespace rpmworks::cli
