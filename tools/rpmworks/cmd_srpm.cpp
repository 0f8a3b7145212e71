// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "command.hpp"
#include "context.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "product/folders.hpp"
#include "product/srpms.hpp"
#include "recipe_options.hpp"
#include "srpm_json.hpp"

namespace rpmworks::cli {

namespace {

struct SrpmOptions {
  std::vector<std::string> what;
  product::SrpmOptions request;
  RecipeOptions recipe;
  srpm::SpecChoice specs;
  std::string target;
  std::string changed_since;
  std::string output = ".";
};

bool is_folder(const std::string& path) {
  std::error_code unreadable;
  return fs::is_directory(path, unreadable);
}

bool is_spec_file(const std::string& path) {
  std::error_code unreadable;
  return path.ends_with(".spec") && fs::is_regular_file(path, unreadable);
}

// Whether the current folder's repository has a spec of that name. ./NAME means a folder.
bool is_spec_here(const std::string& name, const std::string& ref) {
  return name.find('/') == std::string::npos && product::has_spec(".", name, ref);
}

// Whether the arguments name a folder, not packages of repos.yaml.
bool means_folder(Context& context, const std::vector<std::string>& what) {
  if (!context.has_config()) return true;
  if (what.empty()) return false;
  return !context.session_with_packages().config.packages.contains(what.front()) &&
         (is_folder(what.front()) || is_spec_file(what.front()));
}

// If the user is inside a repository below a product, they may have meant that repository.
void tell_of_product(Context& context) {
  const fs::path file = fs::absolute(context.session().config.file);
  const fs::path root = product::work_tree_of(".");
  if (root.empty()) return;
  const fs::path inside = fs::canonical(root).lexically_relative(fs::canonical(file.parent_path()));
  if (inside.empty() || inside == "." || *inside.begin() == "..") return;
  context.reporter().note(
      fmt::format("making the packages of {}; `rpmworks srpm .` makes only those of this repository",
                  file.lexically_proximate(fs::current_path()).string()));
}

product::Srpms make_packages(Context& context, const SrpmOptions& options) {
  product::Session& session = context.session_with_packages();
  const config::Target& target = session.config.target(options.target);
  const product::Packages packages = product::only_changed(
      session, product::choose_packages(session.config, target, options.what), options.changed_since);
  if (options.specs.paths.size() > 1 || options.specs.own_folder)
    throw Error(ExitCode::usage, "several --spec, and --own-folder, need the folder of a repository")
        .hint(
            "pass the folder of a git repository; in repos.yaml, each package has its own `spec` and "
            "`subdir`");
  product::SrpmOptions request = options.request;
  if (!options.specs.paths.empty()) {
    const std::string git = packages.empty() ? "" : packages.front()->git;
    request.spec = product::path_in_tree(options.specs.paths.front(), "--spec", is_folder(git) ? git : "");
  }
  if (packages.size() > 1 && !(request.spec + request.ref + request.subdir + request.recipe.upstream).empty())
    throw Error(ExitCode::usage, "--ref, --spec, --subdir and --upstream need exactly one package")
        .hint("pass the package: rpmworks srpm PACKAGE --ref REF");
  if (packages.empty()) return {};
  request.are_named = !options.what.empty();
  return product::srpms(context.locked(), packages, target, request);
}

product::Srpms make(Context& context, const SrpmOptions& options) {
  if (!means_folder(context, options.what)) {
    if (options.what.empty()) tell_of_product(context);
    return make_packages(context, options);
  }
  if (!options.changed_since.empty())
    throw Error(ExitCode::usage, "--changed-since works only for packages of a repos.yaml")
        .hint("pass the configuration with -c FILE");
  const std::string first = options.what.empty() ? "." : options.what.front();
  const bool has_folder =
      is_folder(first) && (options.what.empty() || !is_spec_here(first, options.request.ref));
  const std::string folder = has_folder            ? first
                             : is_spec_file(first) ? fs::absolute(first).parent_path().string()
                                                   : ".";
  if (!has_folder && fs::is_regular_file(fs::path(first)) &&
      !(is_spec_file(first) && product::is_repository(folder)))
    throw Error(ExitCode::invalid, fmt::format("{} is a file, not the folder of a git repository", first))
        .hint("pass the folder, and select a spec in it with --spec FILE");
  if (!has_folder && !product::is_repository(folder))
    throw Error(ExitCode::invalid,
                fmt::format("there is no folder {}, and no repos.yaml with such a package", first))
        .hint("pass the folder of a git repository, or the configuration with -c FILE");
  srpm::SpecChoice specs = options.specs;
  for (auto at = options.what.begin() + (has_folder && !options.what.empty() ? 1 : 0);
       at != options.what.end(); ++at)
    if (is_spec_file(*at))
      specs.paths.push_back(fs::absolute(*at).string());
    else
      (at->ends_with(".spec") ? specs.paths : specs.names).push_back(*at);
  const config::Target& target = context.session().config.target(options.target);
  return product::srpms(context.locked(), {.path = folder, .specs = std::move(specs)}, target,
                        options.request);
}

// Throws one error for all failures, with the results of the source packages that were made.
[[noreturn]] void throw_not_made(std::vector<product::Unmade> not_made, size_t made, Json results) {
  std::vector<Error> errors;
  for (auto& [name, error] : not_made) {
    results["failed"].push_back({{"name", name}, {"error", error_json(error)["error"]}});
    errors.push_back(std::move(error));
  }
  const size_t count = errors.size() + made;
  throw ErrorWithResults(product::all_of(std::move(errors), count),
                         std::make_shared<const Json>(std::move(results)));
}

ExitCode run_srpm(Context& context, const SrpmOptions& options) {
  // Initialize libgit2 in parallel: it takes some milliseconds and is always needed.
  const auto ahead = product::prepare_ahead();
  if (is_there(options.output) && !is_folder(options.output))
    throw Error(ExitCode::usage, fmt::format("-o {} is a file, not a folder", options.output))
        .hint("pass a folder; it is created if it does not exist");
  product::Srpms made = make(context, options);
  make_folders(options.output);
  Json results = {{"srpms", Json::array()}};
  Json& json = results["srpms"];
  for (const auto& srpm : made.made) {
    const fs::path file = fs::path(options.output) / srpm.file_name;
    write_blob(context.session().store, srpm.sha256, file);
    const std::string shown = file.lexically_normal().string();
    if (!context.json()) print(shown + "\n");
    Json one = json_of(srpm);
    if (options.request.check && !srpm.git_url.empty()) one["reproducible"] = true;
    one["path"] = fs::absolute(file).lexically_normal().string();
    json.push_back(std::move(one));
  }
  for (const auto& [name, submodule, why] : made.specless)
    results["left_out"].push_back({{"name", name}, {"submodule", submodule}, {"why", why}});
  if (!made.unmade.empty()) throw_not_made(std::move(made.unmade), made.made.size(), std::move(results));
  if (context.json()) print_json(results);
  return ExitCode::done;
}

Action declare(OptionSet& set) {
  auto options = std::make_shared<SrpmOptions>();
  options->request.dirty = product::DirtyTree::offer;
  set.add("PACKAGE|PATH", options->what,
          "packages of repos.yaml; or the folder of a git repository, and packages in it by the "
          "paths or names of their specs");
  set.add("--ref", options->request.ref, "branch, tag or commit (default: as in repos.yaml, else HEAD)")
      .value("REF");
  set.add("--spec", options->specs.paths, "spec in the repository; repeatable (default: the nearest)")
      .one_value_each()
      .value("FILE");
  set.flag("--own-folder", options->specs.own_folder,
           "package the folder of each spec, not the whole repository");
  set.add("--subdir", options->request.subdir, "package this folder of the repository").value("DIR");
  declare_recipe(set, options->recipe);
  set.flag(
      "--dirty", [options] { options->request.dirty = product::DirtyTree::package; },
      "include uncommitted changes, and mark the release");
  set.flag("--check", options->request.check, "make it twice, in different environments, and compare");
  set.flag("--keep-going", options->request.keep_going,
           "if a package fails, continue with the others and report it at the end");
  set.add("--target", options->target, "use the macros of this target (default: the only one)")
      .value("TARGET");
  set.add("--changed-since", options->changed_since,
          "only packages that differ from this branch, tag or commit")
      .value("REF");
  set.add("-o,--output", options->output, "output folder (default: the current folder)").value("DIR");
  return [options](Context& context) {
    options->request.recipe = options->recipe.changes();
    return run_srpm(context, *options);
  };
}

}  // namespace

Command srpm_command() {
  return {"srpm", k_stages, "make source packages from repos.yaml or from any git repository",
          "  rpmworks srpm                        the repository of the current folder, at HEAD\n"
          "  rpmworks srpm ~/src/hello --ref v1.2 -o /tmp\n"
          "  rpmworks srpm --snapshot             with a version between the last release and the next\n"
          "  rpmworks srpm greet greeter          packages of repos.yaml\n",
          declare};
}

}  // namespace rpmworks::cli
