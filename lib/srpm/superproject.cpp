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
#include "git/tree_files.hpp"
#include "git/wildmatch.hpp"
#include "srpm/packaged_paths.hpp"

namespace rpmworks::srpm {

namespace {

using config::PackageSource;
using config::Superproject;

bool is_same_place(const SourcePosition& a, const SourcePosition& b) {
  return a.file == b.file && a.line == b.line && a.column == b.column;
}

std::string shown(const Superproject& project) {
  return without_credentials(project.git);
}

using Pattern = config::Located<std::string>;

// Whether a pattern matches a submodule: by its name or the name of a folder above it, or, if the pattern has
// a '/', by its path or the path of a folder above it, from the root or from `under`.
bool is_meant(const std::string& pattern, const std::string& path, const std::string& under) {
  const std::string inner = under.empty() ? path : path.substr(under.size() + 1);
  if (pattern.find('/') == std::string::npos)
    return std::ranges::any_of(split(inner, '/'),
                               [&](const auto& part) { return git::wildmatch(pattern, part, true); });
  for (const std::string& whole : {inner, path})
    for (std::string at = whole; !at.empty(); at = git::folder_of(at))
      if (git::wildmatch(pattern, at, true)) return true;
  return false;
}

bool is_meant(const std::vector<Pattern>& patterns, const std::string& path, const std::string& under) {
  return std::ranges::any_of(patterns, [&](const Pattern& one) { return is_meant(*one, path, under); });
}

// A superproject at one of its commits.
struct SuperprojectAt {
  const Superproject& project;
  git::Repository repository;
  git::Commit commit;
};

// The selected submodules: path → recorded commit.
using Recorded = std::map<std::string, std::string>;
// The entries of .gitmodules, by path.
using Submodules = std::map<std::string, git::Submodule>;

Recorded without_excepted(const Superproject& project, Recorded recorded) {
  std::erase_if(recorded, [&](const auto& one) {
    return (!project.only.empty() && !is_meant(project.only, one.first, project.under)) ||
           is_meant(project.except, one.first, project.under);
  });
  return recorded;
}

// The names that a pattern could have meant.
std::string names_in(const Recorded& recorded) {
  std::vector<std::string> names;
  for (const auto& [path, _] : recorded) names.push_back(path);
  constexpr size_t k_most = 8;
  const bool is_cut = names.size() > k_most;
  names.resize(std::min(names.size(), k_most));
  return join(names, ", ") + (is_cut ? ", …" : "");
}

// Patterns that match nothing. With `except`, another commit may have the submodule, so this is a warning;
// with `only`, a package would be missing, so it is an error.
void look_at_patterns(const Superproject& project, const Recorded& recorded, std::vector<Error>& faults,
                      Reporter& reporter) {
  const auto means_none = [&](const Pattern& pattern) {
    return std::ranges::none_of(
        recorded, [&](const auto& one) { return is_meant(*pattern, one.first, project.under); });
  };
  for (const auto& pattern : project.except)
    if (means_none(pattern))
      reporter.warning(fmt::format("{}:{}: `except` has '{}', but {} has no such submodule",
                                   pattern.where.file, pattern.where.line, *pattern, shown(project)));
  for (const auto& pattern : project.only)
    if (means_none(pattern))
      faults.push_back(Error(ExitCode::invalid, fmt::format("`only` has '{}', but {} has no such submodule",
                                                            *pattern, shown(project)))
                           .at(pattern.where)
                           .hint(fmt::format("it has {}", names_in(recorded))));
}

Recorded recorded_in(const SuperprojectAt& at) {
  const std::string& under = at.project.under;
  Recorded recorded;
  for (const auto& entry : at.repository.tree(at.commit))
    if (entry.kind == git::TreeEntry::Kind::submodule &&
        (under.empty() || entry.path.starts_with(under + "/")))
      recorded.emplace(entry.path, entry.id);
  return recorded;
}

SuperprojectAt open(const Superproject& project, const std::string& ref, const fs::path& mirrors,
                    Reporter& reporter) {
  git::Repository repository = [&] {
    const Activity activity(reporter, "fetching", shown(project), 0, Activity::Size::step);
    return git::Repository::at(project.git, ref, mirrors);
  }();
  git::Commit commit = repository.resolve(ref);
  return {project, std::move(repository), std::move(commit)};
}

// Runs `work` and puts its errors at the superproject in repos.yaml.
template <typename Work>
auto at_place_of(const Superproject& project, Work work) {
  try {
    return with_context("reading the superproject " + shown(project), work);
  } catch (Error& error) {
    if (!error.where()) std::move(error).at(project.where);
    throw;
  }
}

// What the URLs of submodules are relative to.
const std::string& base_of(const Superproject& project) {
  return project.url_base.empty() ? project.git : project.url_base;
}

// Where a submodule is read from at the recorded commit `id`. Never from a path on this machine that its URL
// names; but if the user checked it out, git keeps it inside the superproject.
std::string address_of(const SuperprojectAt& at, const git::Submodule& submodule, const std::string& id) {
  try {
    return with_context("reading the URL of the submodule " + submodule.path,
                        [&] { return git::submodule_url(base_of(at.project), submodule.url); });
  } catch (const Error&) {
    const auto local = git::local_submodule(at.repository, submodule, id);
    if (!local) throw;
    return local->string();
  }
}

// The package that the submodule at `path` becomes; `id` is its recorded commit.
PackageSource package_of(const SuperprojectAt& at, const Submodules& known, const std::string& path,
                         const std::string& id) {
  const Superproject& project = at.project;
  const std::string name = config::require_name({.value = git::last_name(path), .where = project.where},
                                                fmt::format("the last part of the submodule '{}'", path));
  const auto found = known.find(path);
  if (found == known.end() || found->second.url.empty())
    throw Error(ExitCode::invalid, fmt::format(".gitmodules of commit {} has no URL for the submodule '{}'",
                                               at.commit.id.substr(0, 12), path))
        .hint(fmt::format("add it there and commit, or define {} under `packages`, which takes precedence",
                          name));
  const std::string url = address_of(at, found->second, id);
  std::error_code missing;
  if (url.starts_with('/') && !fs::exists(url, missing))
    throw Error(ExitCode::invalid,
                fmt::format("the submodule '{}' is at {}, which does not exist", path, url))
        .hint(
            fmt::format("'{}' is relative to {}: set `url-base` to the URL that the superproject comes from",
                        found->second.url, without_credentials(base_of(project))));
  PackageSource package{.name = name, .git = url, .ref = id, .submodule = path, .where = project.where};
  package.recipe.gear = project.gear;
  return package;
}

// Throws all errors about the submodules of one superproject as one error.
void throw_if_any(std::vector<Error>& faults, const Superproject& project) {
  if (faults.empty()) return;
  if (faults.size() == 1) throw std::move(faults.front());
  Error error(ExitCode::invalid,
              fmt::format("{} errors in the submodules of {}", faults.size(), shown(project)));
  for (const auto& fault : faults) std::move(error).notes(split(trim(fault.render()), '\n'));
  throw std::move(error).hint("exclude submodules that are not packages with `except`: except: [NAME]");
}

Error no_submodule(const SuperprojectAt& at, const Recorded& recorded, const Submodules& known) {
  const Superproject& project = at.project;
  const std::string below = project.under.empty() ? "" : fmt::format(" below '{}'", project.under);
  if (!recorded.empty())
    return Error(ExitCode::invalid,
                 fmt::format("`only` and `except` exclude every submodule of {}", shown(project)))
        .hint(fmt::format("it has {}", names_in(recorded)));
  return Error(ExitCode::invalid, fmt::format("commit {} of {} has no submodule{}",
                                              at.commit.id.substr(0, 12), shown(project), below))
      .hint(known.empty()
                ? "each submodule of a superproject becomes a package; add one with git submodule add"
                : fmt::format("it has {}", known.begin()->first));
}

// Adds the packages of a superproject. `submodule_of` has the submodule that each package comes from, of this
// and the superprojects before: package name → "PATH of SUPERPROJECT".
void expand(const Superproject& project, config::Config& config,
            std::map<std::string, std::string>& submodule_of, const fs::path& mirrors, Reporter& reporter) {
  const SuperprojectAt at = open(project, project.ref, mirrors, reporter);
  const Submodules known = git::submodules_of(at.repository, at.commit);
  const Recorded all = recorded_in(at);
  std::vector<Error> faults;
  look_at_patterns(project, all, faults, reporter);
  const Recorded recorded = without_excepted(project, all);
  if (recorded.empty() && faults.empty()) throw no_submodule(at, all, known);
  for (const auto& [path, id] : recorded) {
    const std::string name = git::last_name(path);
    const std::string from = fmt::format("{} of {}", path, shown(project));
    const auto own = config.packages.find(name);
    if (own != config.packages.end() && !submodule_of.contains(name)) {
      reporter.detail(fmt::format("{}: using the package of repos.yaml, not the submodule {}", name, from));
      continue;
    }
    const auto [other, is_new] = submodule_of.emplace(name, from);
    if (!is_new) {
      faults.push_back(
          Error(ExitCode::invalid, fmt::format("two submodules would be the package '{}'", name))
              .note(other->second)
              .note(from)
              .hint("exclude one of them with `except`, or define the package under `packages`"));
      continue;
    }
    try {
      config.packages.emplace(name, package_of(at, known, path, id));
    } catch (Error& error) {
      if (error.code() != ExitCode::invalid) throw;
      faults.push_back(std::move(error));
      continue;
    }
    reporter.detail(fmt::format("{}: the submodule {} at {}", name, from, id.substr(0, 12)));
  }
  throw_if_any(faults, project);
}

// The packages of a superproject that differ from `ref`.
std::set<std::string> changed_since(const std::string& ref, const Superproject& project,
                                    const config::Config& config, const fs::path& mirrors,
                                    Reporter& reporter) {
  const Recorded here = recorded_in(open(project, project.ref, mirrors, reporter));
  const Recorded there = recorded_in(open(project, ref, mirrors, reporter));
  std::set<std::string> changed;
  for (const auto& [path, id] : here) {
    const auto package = config.packages.find(git::last_name(path));
    const bool is_of_project =
        package != config.packages.end() && is_same_place(package->second.where, project.where);
    const auto before = there.find(path);
    if (is_of_project && (before == there.end() || before->second != id)) changed.insert(package->first);
  }
  return changed;
}

bool is_another(const git::Repository& repository, const git::Commit& now, const git::Commit& then,
                const PackageSource& package) {
  if (package.subdir.empty()) return now.tree != then.tree;
  Request request{.ref = package.ref, .spec = package.spec, .subdir = package.subdir};
  request.recipe = package.recipe;
  const auto paths = packaged_paths(repository, now, request);
  return paths ? !repository.are_same_at(now.id, then.id, *paths) : now.tree != then.tree;
}

}  // namespace

config::Config with_superprojects(config::Config config, const fs::path& mirrors, Reporter& reporter) {
  std::map<std::string, std::string> submodule_of;
  for (const auto& project : config.superprojects)
    at_place_of(project, [&] { expand(project, config, submodule_of, mirrors, reporter); });
  return config;
}

std::set<std::string> packages_changed_since(const config::Config& config, const std::string& ref,
                                             const fs::path& mirrors, Reporter& reporter) {
  std::set<std::string> changed;
  for (const auto& project : config.superprojects)
    changed.merge(
        at_place_of(project, [&] { return changed_since(ref, project, config, mirrors, reporter); }));
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
      const Activity activity(reporter, "fetching", without_credentials(source.git), 0, Activity::Size::step);
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
    reporter.warning(fmt::format("treating {} as changed: its repository has no '{}'", name, ref));
  changed.insert(without.begin(), without.end());
  return changed;
}

}  // namespace rpmworks::srpm
