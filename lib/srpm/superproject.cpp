// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/superproject.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "config/values.hpp"
#include "core/error.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"
#include "git/repository.hpp"
#include "git/submodules.hpp"
#include "srpm/tree_files.hpp"

namespace rpmworks::srpm {

namespace {

using config::PackageSource;
using config::Superproject;

bool is_same_place(const SourcePosition& a, const SourcePosition& b) {
  return a.file == b.file && a.line == b.line && a.column == b.column;
}

// Path → recorded commit, of the submodules below the folder that counts.
using Recorded = std::map<std::string, std::string>;

Recorded recorded_in(const git::Repository& repository, const git::Commit& commit,
                     const Superproject& project) {
  Recorded recorded;
  for (const auto& entry : repository.tree(commit))
    if (entry.kind == git::TreeEntry::Kind::submodule &&
        (project.under.empty() || entry.path.starts_with(project.under + "/")))
      recorded.emplace(entry.path, entry.id);
  return recorded;
}

git::Repository open(const Superproject& project, const std::string& ref, const fs::path& mirrors) {
  return git::Repository::at(project.git, ref, mirrors);
}

std::string shown(const Superproject& project) {
  return redacted(without_credentials(project.git));
}

// Runs `work`; its errors stand where repos.yaml names the superproject.
template <typename Work>
auto at_place_of(const Superproject& project, Work work) {
  try {
    return with_context("reading the superproject " + shown(project), work);
  } catch (Error& error) {
    if (!error.where()) std::move(error).at(project.where);
    throw;
  }
}

PackageSource package_of(const std::string& path, const std::string& id, const git::Commit& commit,
                         const std::map<std::string, git::Submodule>& known, const Superproject& project) {
  const std::string name = config::require_name({.value = last_name(path), .where = project.where},
                                                fmt::format("the last part of the submodule '{}'", path));
  const auto found = known.find(path);
  if (found == known.end() || found->second.url.empty())
    throw Error(ExitCode::invalid, fmt::format(".gitmodules of commit {} has no URL for the submodule '{}'",
                                               commit.id.substr(0, 12), path))
        .hint(fmt::format("commit it there, or describe {} under `packages`, which counts instead", name));
  const std::string base = project.url_base.empty() ? project.git : project.url_base;
  const std::string url = with_context("reading the URL of the submodule " + path,
                                       [&] { return git::submodule_url(base, found->second.url); });
  std::error_code missing;
  if (url.starts_with('/') && !fs::exists(url, missing))
    throw Error(ExitCode::invalid,
                fmt::format("the submodule '{}' is at {}, where there is nothing", path, url))
        .hint(fmt::format("'{}' counts from {}: name where the superproject comes from with `url-base`",
                          found->second.url, without_credentials(base)));
  PackageSource package{.name = name, .git = url, .ref = id, .where = project.where};
  package.recipe.gear = project.gear;
  return package;
}

void expand(const Superproject& project, config::Config& config, std::map<std::string, std::string>& taken,
            const fs::path& mirrors, Reporter& reporter) {
  const git::Repository repository = open(project, project.ref, mirrors);
  const git::Commit commit = repository.resolve(project.ref);
  const auto known = git::submodules_of(repository, commit);
  const Recorded recorded = recorded_in(repository, commit, project);
  if (recorded.empty())
    throw Error(ExitCode::invalid,
                fmt::format("commit {} of {} has no submodule{}", commit.id.substr(0, 12), shown(project),
                            project.under.empty() ? "" : fmt::format(" below '{}'", project.under)))
        .hint(known.empty()
                  ? "each submodule of a superproject becomes a package; git submodule add makes one"
                  : fmt::format("it has {}", known.begin()->first));
  for (const auto& [path, id] : recorded) {
    const std::string name = last_name(path);
    const std::string from = fmt::format("{} of {}", path, shown(project));
    const auto own = config.packages.find(name);
    if (own != config.packages.end() && !taken.contains(name)) {
      reporter.detail(fmt::format("{}: what repos.yaml says counts, not the submodule {}", name, from));
      continue;
    }
    const auto [other, is_new] = taken.emplace(name, from);
    if (!is_new)
      throw Error(ExitCode::invalid, fmt::format("two submodules would be the package '{}'", name))
          .note(other->second)
          .note(from)
          .hint("leave one of them out with `under`, or describe the package under `packages`");
    config.packages.emplace(name, package_of(path, id, commit, known, project));
    reporter.detail(fmt::format("{}: the submodule {} at {}", name, from, id.substr(0, 12)));
  }
}

// Those packages of a superproject that are another than at `ref`.
void add_changed(const Superproject& project, const config::Config& config, const std::string& ref,
                 const fs::path& mirrors, std::set<std::string>& changed) {
  const git::Repository now = open(project, project.ref, mirrors);
  const Recorded here = recorded_in(now, now.resolve(project.ref), project);
  const git::Repository then = open(project, ref, mirrors);
  const Recorded there = recorded_in(then, then.resolve(ref), project);
  for (const auto& [path, id] : here) {
    const auto package = config.packages.find(last_name(path));
    const bool is_of_project =
        package != config.packages.end() && is_same_place(package->second.where, project.where);
    const auto before = there.find(path);
    if (is_of_project && (before == there.end() || before->second != id)) changed.insert(package->first);
  }
}

bool is_another(const git::Repository& repository, const git::Commit& now, const git::Commit& then,
                const PackageSource& package) {
  const auto differs = [&](const std::string& path) {
    const auto id = [&](const git::Commit& commit) {
      const auto entry = repository.entry(commit, path);
      return entry ? entry->id : "";
    };
    return id(now) != id(then);
  };
  return differs(package.subdir) || (!package.spec.empty() && differs(package.spec));
}

}  // namespace

void expand_superprojects(config::Config& config, const fs::path& mirrors, Reporter& reporter) {
  std::map<std::string, std::string> taken;
  for (const auto& project : config.superprojects)
    at_place_of(project, [&] { expand(project, config, taken, mirrors, reporter); });
}

std::set<std::string> packages_changed_since(const config::Config& config, const std::string& ref,
                                             const fs::path& mirrors, Reporter& reporter) {
  std::set<std::string> changed;
  for (const auto& project : config.superprojects)
    at_place_of(project, [&] { add_changed(project, config, ref, mirrors, changed); });
  bool is_known = !config.superprojects.empty();
  std::optional<Error> unknown;
  std::vector<std::string> without;
  for (const auto& [name, package] : config.packages) {
    const bool is_of_project = std::any_of(config.superprojects.begin(), config.superprojects.end(),
                                           [&where = package.where](const Superproject& project) {
                                             return is_same_place(where, project.where);
                                           });
    if (is_of_project || package.git.empty()) continue;
    with_context(fmt::format("looking for changes of {}", name), [&, &source = package, &of = name] {
      const git::Commit now = git::Repository::at(source.git, source.ref, mirrors).resolve(source.ref);
      const git::Repository repository = git::Repository::at(source.git, ref, mirrors);
      std::optional<git::Commit> then;
      try {
        then = repository.resolve(ref);
      } catch (const Error& error) {
        if (!unknown) unknown = error;
        without.push_back(of);
        return;
      }
      is_known = true;
      if (is_another(repository, now, *then, source)) changed.insert(of);
    });
  }
  if (!is_known && unknown) throw *unknown;
  for (const auto& name : without)
    reporter.warning(fmt::format("{} counts as changed: its repository has no '{}'", name, ref));
  changed.insert(without.begin(), without.end());
  return changed;
}

}  // namespace rpmworks::srpm
