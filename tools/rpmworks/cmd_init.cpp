// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "command.hpp"
#include "context.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "git/repository.hpp"
#include "output.hpp"
#include "product/work_tree.hpp"
#include "scaffold/repos_yaml.hpp"
#include "scaffold/spec.hpp"
#include "sinks.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::cli {

namespace {

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
      throw Error(ExitCode::invalid, fmt::format("{} is a folder of the repository {}", folder.string(),
                                                 product::without_slash(top)))
          .hint(fmt::format("a spec belongs to the whole of it: rpmworks init {}",
                            product::without_slash(top)));
  return std::nullopt;
}

/// A path in a command that is to be copied into a shell.
std::string shell_word(const std::string& path) {
  const bool is_plain =
      path.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+/@~,:=") ==
      std::string::npos;
  if (is_plain && !path.starts_with('~')) return path;
  std::string word = "'";
  for (const char c : path) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

/// Writes what was not there before.
void write_new(const fs::path& file, const std::string& text) {
  if (is_there(file))
    throw Error(ExitCode::invalid, fmt::format("{} exists already", file.string()))
        .hint("nothing is overwritten: move it away first");
  write_file_atomically(file, text);
}

void require_no_spec(const git::Repository& repository, const fs::path& folder,
                     const std::optional<scaffold::Kind>& kind) {
  const auto tree = repository.tree(repository.resolve(""));
  std::vector<std::string> specs = srpm::find_specs(tree);
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".spec") specs.insert(specs.begin(), entry.path().filename().string());
  if (!specs.empty())
    throw Error(ExitCode::invalid, fmt::format("the repository has a spec already: {}", specs.front()))
        .hint("rpmworks srpm makes a source package with it");
  if (kind) return;  // a spec is asked for all the same
  for (const auto& entry : tree) {
    if (!entry.path.ends_with(".spec.in")) continue;
    const std::string made = entry.path.substr(0, entry.path.size() - 3);
    throw Error(ExitCode::invalid,
                fmt::format("the repository has a template of a spec already: {}", entry.path))
        .note(fmt::format("the project's build makes {} of it, and rpmworks packages only what is committed",
                          made))
        .hint(fmt::format(
            "make {0} as the project's documentation says and commit it (git add -f {0}); or have "
            "another one written with rpmworks init --template KIND",
            made));
  }
}

/// Tells where the values of a spec come from, so that none is a guess in silence.
void tell_of(Context& context, const scaffold::Project& project) {
  auto& reporter = context.reporter();
  reporter.note(
      fmt::format("{} {}, built as {}", project.name, project.version, scaffold::name_of(project.kind)));
  for (const auto other : project.other_kinds)
    reporter.note(fmt::format("it can be built as {0}, too: --template {0}", scaffold::name_of(other)));
  const auto tell = [&](const char* what, const std::string& from) {
    if (!from.empty()) reporter.note(harmless(fmt::format("{} from {}", what, from)));
  };
  tell("name:", project.name_from);
  tell("version:", project.version_from);
  tell("summary:", project.summary_from);
  if (!project.license_from.empty())
    reporter.note(harmless(fmt::format("license: {}, from {}", project.license, project.license_from)));
  if (!project.build_requires.empty())
    reporter.note(harmless("BuildRequires: " + join(project.build_requires, ", ")));
  if (!project.optional_requires.empty())
    reporter.note(harmless("left out of BuildRequires, as the build may go on without: " +
                           join(project.optional_requires, ", ")));
  if (project.is_library)
    reporter.note("it is a library: what others are compiled with goes to a package -devel");
  for (const auto& file : project.system_files)
    reporter.detail(harmless(fmt::format("{} goes to {}/{}, {}", file.path, file.folder, file.name,
                                         file.is_built ? "by the build" : "by the spec")));
  for (const auto& warning : project.warnings) reporter.warning(harmless(warning));
}

Json init_spec(Context& context, const git::Repository& repository, const fs::path& folder,
               const std::optional<scaffold::Kind>& kind) {
  const scaffold::Project project = scaffold::survey(repository, kind);
  require_no_spec(repository, folder, kind);
  const std::string name = project.name + ".spec";
  const fs::path file = (folder / name).lexically_normal();
  write_new(file, scaffold::spec_text(project));
  const std::string kind_name = scaffold::name_of(project.kind);
  tell_of(context, project);
  std::vector<std::string> warnings = project.warnings;
  const bool is_ignored = repository.untracked({name}).empty();
  if (is_ignored) {
    warnings.push_back(
        fmt::format("git ignores {}: `git add -f {}` adds it all the same", file.string(), name));
    context.reporter().warning(warnings.back());
  }
  // Commands that can be copied: without a folder where it is the working folder.
  const bool is_here = folder == ".";
  const std::string git = is_here ? "git" : fmt::format("git -C {}", shell_word(folder.string()));
  context.reporter().note(fmt::format(
      "read it, and commit it: {0} add {1}{2} && {0} commit; then `rpmworks srpm{3}` makes the source "
      "package, and `rpmworks build ./{4}-{5}-*.src.rpm` builds it",
      git, is_ignored ? "-f " : "", name, is_here ? "" : " " + shell_word(folder.string()), project.name,
      project.version));
  if (!context.json()) print(file.string() + "\n");
  return {{"written", {fs::absolute(file).lexically_normal().string()}},
          {"kind", kind_name},
          {"name", project.name},
          {"version", project.version},
          {"license", project.license},
          {"name_from", project.name_from},
          {"version_from", project.version_from},
          {"license_from", project.license_from},
          {"summary_from", project.summary_from},
          {"build_requires", project.build_requires},
          {"optional_requires", project.optional_requires},
          {"warnings", warnings}};
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
  const fs::path folder = product::without_slash(options.folder);
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

Action declare_init(OptionSet& set) {
  auto options = std::make_shared<InitOptions>();
  set.add("DIR", options->folder, "the folder (default: this one); it is made when it is not there");
  set.add("--template", options->kind,
          "how the project is built: autotools, cmake, meson, python, go, cargo, make or files "
          "(default: by its build files)")
      .value("KIND");
  return [options](Context& context) { return run_init(context, *options); };
}

}  // namespace rpmworks::cli
