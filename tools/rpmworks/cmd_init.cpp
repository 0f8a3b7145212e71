// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "command.hpp"
#include "context.hpp"
#include "core/text.hpp"
#include "git/repository.hpp"
#include "output.hpp"
#include "scaffold/repos_yaml.hpp"
#include "scaffold/spec.hpp"
#include "sinks.hpp"
#include "srpm/srpm.hpp"
#include "work_tree.hpp"

namespace rpmworks::cli {

namespace {

using Json = nlohmann::ordered_json;

struct InitOptions {
  std::string folder = ".";
  std::string kind;
};

/// The repository whose work tree the folder is. A folder in one with nothing of it inside is none of it.
std::optional<git::Repository> repository_of(const fs::path& folder) {
  if (fs::is_empty(folder)) return std::nullopt;
  std::optional<git::Repository> repository;
  try {
    repository = git::Repository::open(folder);
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid || is_there(folder / ".git")) throw;
    return std::nullopt;
  }
  const fs::path top = repository->work_tree();
  if (top.empty() || fs::equivalent(top, folder)) return repository;
  const std::string inside = fs::relative(fs::canonical(folder), fs::canonical(top)).generic_string();
  for (const auto& entry : repository->tree(repository->resolve("")))
    if (entry.path.starts_with(inside + "/"))
      throw Error(ExitCode::invalid,
                  fmt::format("{} is a folder of the repository {}", folder.string(), without_slash(top)))
          .hint(fmt::format("a spec belongs to the whole of it: rpmworks init {}", without_slash(top)));
  return std::nullopt;
}

/// Writes what was not there before.
void write_new(const fs::path& file, const std::string& text) {
  if (is_there(file))
    throw Error(ExitCode::invalid, fmt::format("{} exists already", file.string()))
        .hint("nothing is overwritten: move it away first");
  write_file_atomically(file, text);
}

void require_no_spec(const git::Repository& repository, const fs::path& folder) {
  std::vector<std::string> specs = srpm::find_specs(repository.tree(repository.resolve("")));
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".spec") specs.insert(specs.begin(), entry.path().filename().string());
  if (specs.empty()) return;
  throw Error(ExitCode::invalid, fmt::format("the repository has a spec already: {}", specs.front()))
      .hint("rpmworks srpm makes a source package with it");
}

Json init_spec(Context& context, const git::Repository& repository, const fs::path& folder,
               const std::optional<scaffold::Kind>& kind) {
  const scaffold::Project project = scaffold::survey(repository, kind);
  require_no_spec(repository, folder);
  const fs::path file = (folder / (project.name + ".spec")).lexically_normal();
  write_new(file, scaffold::spec_text(project));
  const std::string kind_name = scaffold::name_of(project.kind);
  context.reporter().note(fmt::format("{} {}, built as {}", project.name, project.version, kind_name));
  if (!project.version_from.empty()) context.reporter().detail("the version is from " + project.version_from);
  if (!project.license_from.empty())
    context.reporter().note(fmt::format("its license is {}, from {}", project.license, project.license_from));
  for (const auto& warning : project.warnings) context.reporter().warning(harmless(warning));
  context.reporter().note(
      fmt::format("read it and commit it; then `rpmworks srpm {}` packages it, and `rpmworks build "
                  "./*.src.rpm` builds the "
                  "package that comes of it",
                  folder.string()));
  if (!context.json()) print(file.string() + "\n");
  return {{"written", {fs::absolute(file).lexically_normal().string()}},
          {"kind", kind_name},
          {"name", project.name},
          {"version", project.version},
          {"license", project.license},
          {"warnings", project.warnings}};
}

Json init_product(Context& context, const fs::path& folder) {
  const fs::path file = (folder / "repos.yaml").lexically_normal();
  const std::string product =
      scaffold::product_name((fs::canonical(folder) / ".").parent_path().filename().string());
  write_new(file, scaffold::repos_yaml(product));
  context.reporter().note(
      fmt::format("name the packages of {} in it; rpmworks check says what else is missing, and rpmworks "
                  "build builds them",
                  product));
  if (!context.json()) print(file.string() + "\n");
  return {{"written", {fs::absolute(file).lexically_normal().string()}}, {"product", product}};
}

ExitCode run_init(Context& context, const InitOptions& options) {
  std::optional<scaffold::Kind> kind;
  if (!options.kind.empty()) kind = scaffold::kind_named(options.kind);
  const fs::path folder = without_slash(options.folder);
  if (is_there(folder) && !fs::is_directory(folder))
    throw Error(ExitCode::invalid, fmt::format("{} is no folder", folder.string()))
        .hint("name the folder of a git repository, or one for a new product");
  const auto repository = is_there(folder) ? repository_of(folder) : std::optional<git::Repository>();
  if (!repository && kind)
    throw Error(
        ExitCode::invalid,
        fmt::format("--template is for a spec, and {} is no git repository with files", folder.string()))
        .hint("git init, git add and git commit make one; without --template this writes a repos.yaml");
  make_folders(folder);
  const Json json =
      repository ? init_spec(context, *repository, folder, kind) : init_product(context, folder);
  if (context.json()) print_json(json);
  return ExitCode::done;
}

}  // namespace

Action declare_init(CLI::App& app) {
  auto options = std::make_shared<InitOptions>();
  app.add_option("DIR", options->folder, "the folder (default: this one); it is made when it is not there");
  app.add_option("--template", options->kind,
                 "how the project is built: autotools, cmake, meson, python, make or files "
                 "(default: by its build files)")
      ->type_name("KIND");
  return [options](Context& context) { return run_init(context, *options); };
}

}  // namespace rpmworks::cli
