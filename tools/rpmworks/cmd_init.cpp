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
#include "publishing/release_package.hpp"
#include "scaffold/release_spec.hpp"
#include "scaffold/repos_yaml.hpp"
#include "scaffold/spec.hpp"
#include "shell_word.hpp"
#include "sinks.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::cli {

namespace {

struct InitOptions {
  std::string folder = ".";
  std::string kind;
  bool update = false;
};

// The repository whose work tree is this folder. Throws Error(invalid) if the folder is inside a work tree
// that tracks files in it; if it tracks none there, the folder counts as outside.
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
                  fmt::format("{} is inside the repository {}", folder.string(), product::without_slash(top)))
          .hint(fmt::format("the spec is for the whole repository: rpmworks init {}",
                            product::without_slash(top)));
  return std::nullopt;
}

void write_new(const fs::path& file, const std::string& text) {
  if (is_there(file))
    throw Error(ExitCode::invalid, fmt::format("{} already exists", file.string()))
        .hint("move it away first: existing files are not overwritten");
  write_file_atomically(file, text);
}

void require_no_spec(const git::Repository& repository, const fs::path& folder,
                     const std::optional<scaffold::Kind>& kind) {
  const auto tree = repository.tree(repository.resolve(""));
  std::vector<std::string> specs = srpm::find_specs(tree);
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".spec") specs.insert(specs.begin(), entry.path().filename().string());
  if (!specs.empty())
    throw Error(ExitCode::invalid, fmt::format("the repository already has a spec: {}", specs.front()))
        .hint("to make a source package with it: rpmworks srpm");
  if (kind) return;  // the user asks for a spec explicitly
  for (const auto& entry : tree) {
    if (!entry.path.ends_with(".spec.in")) continue;
    const std::string made = entry.path.substr(0, entry.path.size() - 3);
    throw Error(ExitCode::invalid, fmt::format("the repository already has a spec template: {}", entry.path))
        .note(fmt::format(
            "the project's build generates {} from it, but rpmworks packages only committed files", made))
        .hint(fmt::format(
            "generate {0} as the project's documentation describes and commit it (git add -f {0}); or "
            "write another one with rpmworks init --template KIND",
            made));
  }
}

// Reports where the values of a spec come from, so that guesses are visible.
void tell_of(Context& context, const scaffold::Project& project) {
  auto& reporter = context.reporter();
  reporter.note(
      fmt::format("{} {}, built as {}", project.name, project.version, scaffold::name_of(project.kind)));
  for (const auto other : project.other_kinds)
    reporter.note(fmt::format("it can also be built as {0}: --template {0}", scaffold::name_of(other)));
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
    reporter.note(harmless("not in BuildRequires, because the build works without them: " +
                           join(project.optional_requires, ", ")));
  if (project.is_library)
    reporter.note("it is a library: headers and development files go into a -devel package");
  for (const auto& file : project.system_files)
    reporter.detail(harmless(fmt::format("{} is installed as {}/{}, {}", file.path, file.folder, file.name,
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
    warnings.push_back(fmt::format("git ignores {}: add it with `git add -f {}`", file.string(), name));
    context.reporter().warning(warnings.back());
  }
  // Commands for copying: the working folder needs no path.
  const bool is_here = folder == ".";
  const std::string git = is_here ? "git" : fmt::format("git -C {}", shell_word(folder.string()));
  context.reporter().note(fmt::format(
      "review and commit it: {0} add {1}{2} && {0} commit; then `rpmworks srpm{3}` makes the source "
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
  context.reporter().note(fmt::format(
      "add the packages of {} to it; then rpmworks check reports what else is missing, and rpmworks "
      "build builds them",
      product));
  if (!context.json()) print(file.string() + "\n");
  return {{"written", {fs::absolute(file).lexically_normal().string()}}, {"product", product}};
}

// The package that installs the product's repositories on clients. Its files come from repos.yaml, not from
// the repository, which may be empty.
Json init_release_package(Context& context, const fs::path& folder) {
  context.require_config();
  product::Session& session = context.session();
  auto [files, by_dist, zypper] = publishing::release_package(session);
  const std::string& product = session.config.product;
  const std::string name = product + "-release";
  files[name + ".spec"] = scaffold::release_spec(product, by_dist, zypper);
  for (const auto& [file, _] : files)
    if (is_there(folder / file))
      throw Error(ExitCode::invalid, fmt::format("{} already exists", (folder / file).string()))
          .hint("`--update` writes the files that repos.yaml changes; or move it away first");
  make_folders(folder);
  std::vector<std::string> written;
  for (const auto& [file, text] : files) {
    write_new(folder / file, text);
    written.push_back(fs::absolute(folder / file).lexically_normal());
    if (!context.json()) print((folder / file).lexically_normal().string() + "\n");
  }
  context.reporter().note(fmt::format(
      "commit them (git -C {0} add -A && git -C {0} commit), and add the package to repos.yaml: {1}: {{ git: "
      "{0}, "
      "sources: {{ baseurl: \"{2}\\n\" }} }}. Its License is MIT: change it in {1}.spec if yours is another",
      shell_word(folder.string()), name,
      session.config.baseurl.empty() ? "https://rpm.example.org/" + product : session.config.baseurl));
  return {{"written", written}, {"kind", scaffold::k_release_template}, {"name", name}};
}

Json update_release_package(Context& context, const fs::path& folder) {
  context.require_config();
  const publishing::ReleasePackageUpdate update =
      publishing::update_release_package(context.session(), folder);
  std::vector<std::string> written;
  for (const auto& file : update.written) {
    written.push_back(fs::absolute(folder / file).lexically_normal());
    if (!context.json()) print((folder / file).lexically_normal().string() + "\n");
  }
  if (written.empty()) {
    context.reporter().note("its keys and repositories are those of repos.yaml: nothing to write");
  } else {
    context.reporter().note(fmt::format(
        "{0}; commit all of it: git -C {1} add -A && git -C {1} commit",
        update.version_after.empty()
            ? std::string("raise the Version in the spec, so that clients get the package")
            : fmt::format("the Version is {} now, after {}", update.version_after, update.version_before),
        shell_word(folder.string())));
  }
  return {{"written", written},
          {"kind", scaffold::k_release_template},
          {"name", publishing::release_package_name(context.session().config)}};
}

ExitCode run_init(Context& context, const InitOptions& options) {
  if (options.update && options.kind != scaffold::k_release_template)
    throw Error(ExitCode::usage, "--update needs --template release")
        .hint("other specs belong to you once they are written");
  if (options.kind == scaffold::k_release_template) {
    const fs::path folder = product::without_slash(options.folder);
    const Json json =
        options.update ? update_release_package(context, folder) : init_release_package(context, folder);
    if (context.json()) print_json(json);
    return ExitCode::done;
  }
  std::optional<scaffold::Kind> kind;
  if (!options.kind.empty()) kind = scaffold::kind_named(options.kind);
  const fs::path folder = product::without_slash(options.folder);
  if (is_there(folder) && !fs::is_directory(folder))
    throw Error(ExitCode::invalid, fmt::format("{} is not a folder", folder.string()))
        .hint("pass the folder of a git repository, or a folder for a new product");
  const auto repository = is_there(folder) ? repository_of(folder) : std::optional<git::Repository>();
  if (!repository && kind)
    throw Error(ExitCode::invalid,
                fmt::format("--template needs a git repository with files, but {} is not a git repository",
                            folder.string()))
        .hint(
            "create one with git init, git add and git commit; without --template, rpmworks init writes a "
            "repos.yaml");
  make_folders(folder);
  const Json json =
      repository ? init_spec(context, *repository, folder, kind) : init_product(context, folder);
  if (context.json()) print_json(json);
  return ExitCode::done;
}

}  // namespace

Action declare_init(OptionSet& set) {
  auto options = std::make_shared<InitOptions>();
  set.add("DIR", options->folder, "folder; created if it does not exist (default: the current folder)");
  set.add("--template", options->kind,
          "how the project is built: autotools, cmake, meson, python, go, cargo, make or files "
          "(default: by its build files); release: a package that installs the product's repositories")
      .value("KIND");
  set.flag("--update", options->update,
           "with --template release: write the keys and repositories that repos.yaml changes, and raise the "
           "Version");
  return [options](Context& context) { return run_init(context, *options); };
}

}  // namespace rpmworks::cli
