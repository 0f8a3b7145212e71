// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm_flow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/pool.hpp"
#include "core/temporary.hpp"
#include "core/text.hpp"
#include "git/repository.hpp"
#include "sign/source_trust.hpp"
#include "srpm/reproducible.hpp"
#include "srpm/spec_finder.hpp"
#include "srpm/superproject.hpp"
#include "srpm_file.hpp"

namespace rpmworks::cli {

namespace {

rpm::Macros macros_of(const config::Target& target) {
  return rpm::target_macros(target.macros, target.dist);
}

srpm::Places places_of(Context& context) {
  return {context.store(), context.workspace().tmp(), context.workspace().cache};
}

srpm::Request request_for(const config::Target& target, const LooseRequest& loose, unsigned threads) {
  srpm::Request request;
  request.ref = loose.ref;
  request.spec = inside_of_tree(loose.spec, "--spec");
  request.subdir = inside_of_tree(loose.subdir, "--subdir");
  request.macros = macros_of(target);
  request.target_name = target.name;
  request.arch = target.arch;
  request.client = target.client;
  request.threads = threads;
  loose.recipe.lay_over(request.recipe);
  return request;
}

// A full disk or an interrupt is no fault of the package's.
bool is_of_a_package(const Error& error) {
  return error.code() != ExitCode::failed && error.code() != ExitCode::interrupted;
}

/// Runs `work`; what is wrong with a package and has no place of its own is told where repos.yaml describes
/// it.
template <typename Work>
decltype(auto) in_place_of(const config::PackageSource& package, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (Error& error) {
    if (is_of_a_package(error) && !error.where()) std::move(error).at(package.where);
    throw;
  }
}

/// What repos.yaml says of where a package lies in its repository.
srpm::Request place_in(const config::PackageSource& package) {
  srpm::Request request{
      .name = package.name, .ref = package.ref, .spec = package.spec, .subdir = package.subdir};
  request.recipe = package.recipe;
  return request;
}

/// The repository of a package: a folder as it is, anything else by its mirror.
git::Repository repository_of(Context& context, const config::PackageSource& package,
                              const std::string& ref) {
  return in_place_of(
      package, [&] { return git::Repository::at(package.git, ref, context.workspace().git_mirrors()); });
}

/// Whose signature lets a package's source be used; nothing where none is asked for.
std::optional<srpm::Verified> verified(Context& context, const git::Repository& repository,
                                       const config::PackageSource& package, const std::string& ref) {
  if (package.verify == config::PackageSource::Verify::nothing) return std::nullopt;
  srpm::Verified found =
      sign::verify_source(repository, package, ref, context.config().keys, temporary_folder());
  context.reporter().detail(
      fmt::format("{}: the {} is signed by {}", package.name, found.what, found.fingerprint));
  return found;
}

/// The source packages that requests mean of a repository.
std::vector<srpm::Srpm> make_of(Context& context, const git::Repository& repository, const std::string& url,
                                std::vector<srpm::Request> requests, const LooseRequest& loose) {
  for (auto& request : requests) {
    settle_changes(repository, request, loose.dirty);
    if (request.dirty && request.verified)
      throw Error(ExitCode::trust,
                  fmt::format("{} is verified by a signature, and nobody signed its changes", request.name))
          .hint("commit them and sign the commit, or leave --dirty out");
  }
  std::vector<srpm::Srpm> srpms =
      srpm::make_all(repository, url, requests, places_of(context), context.reporter());
  for (size_t i = 0; i < srpms.size(); ++i) {
    warn_of_untracked(context, repository, requests[i], srpms[i]);
    if (!loose.check) continue;
    srpm::require_reproducible(repository, url, requests[i], srpms[i], places_of(context));
    context.reporter().note(fmt::format(
        "{} is reproducible: made twice in different surroundings, the same bytes", srpms[i].file_name));
  }
  return srpms;
}

/// What is asked for of a package of repos.yaml, where the command line says nothing else.
srpm::Request request_for(Context& context, const config::PackageSource& package,
                          const config::Target& target, const LooseRequest& instead, unsigned threads) {
  const LooseRequest own{.ref = instead.ref.empty() ? package.ref : instead.ref,
                         .spec = instead.spec.empty() ? package.spec : instead.spec,
                         .subdir = instead.subdir.empty() ? package.subdir : instead.subdir};
  srpm::Request request = request_for(target, own, threads);
  request.name = package.name;
  request.generated_sources = package.generated_sources;
  request.remote_sources = package.remote_sources;
  request.recipe = package.recipe;
  request.keep_archives =
      context.config().target_names().size() > 1 || !package.bootstrap.all_macros().empty();
  instead.recipe.lay_over(request.recipe);
  return request;
}

/// Positions of packages that lie in one repository at one ref: what they share is read once.
std::vector<std::vector<size_t>> groups_of(const Packages& packages) {
  std::vector<std::vector<size_t>> groups;
  std::map<std::pair<std::string, std::string>, size_t> known;
  for (size_t i = 0; i < packages.size(); ++i) {
    const auto& package = *packages[i];
    if (package.srpm.empty()) {
      const auto [at, is_new] = known.emplace(std::pair(package.git, package.ref), groups.size());
      if (!is_new) {
        groups[at->second].push_back(i);
        continue;
      }
    }
    groups.push_back({i});
  }
  return groups;
}

rpm::Macros laid_over(rpm::Macros macros, const rpm::Macros& extra) {
  for (const auto& [name, value] : extra) macros[name] = value;
  return macros;
}

const config::Building& building_of(const config::PackageSource& package, const config::Target& target) {
  if (!package.building.check && target.client == config::ClientProfile::el6)
    throw Error(ExitCode::invalid,
                fmt::format("'check: false' of package '{}' is more than the rpm of the target '{}' can do",
                            package.name, target.name))
        .at(package.where)
        .hint("rpm 4.8 has no --nocheck: leave %check out of the spec with a condition");
  return package.building;
}

/// Makes the packages that have a `bootstrap` once more, as that says, beside the packages themselves.
template <typename Make>
void add_first_rounds(const Packages& group, const config::Target& target, std::vector<srpm::Srpm>& srpms,
                      Make&& make) {
  for (size_t i = 0; i < group.size(); ++i) {
    const auto macros = group[i]->bootstrap.all_macros();
    if (macros.empty()) continue;
    srpm::Srpm round = make(i, macros);
    round.extra_macros = macros;
    round.building = building_of(*group[i], target);
    srpms[i].bootstrap = std::make_shared<const srpm::Srpm>(std::move(round));
  }
}

std::vector<srpm::Srpm> make_group(Context& context, const Packages& group, const config::Target& target,
                                   const LooseRequest& instead, unsigned threads) {
  const config::PackageSource& first = *group.front();
  if (!first.srpm.empty()) {
    const fs::path file = srpm_file(first, context.workspace().sources(), context.reporter());
    const auto adopt = [&](const rpm::Macros& extra) {
      return srpm::adopt(first.name, file, first.sha256, laid_over(macros_of(target), extra), target.arch,
                         context.store(), context.workspace().tmp());
    };
    std::vector<srpm::Srpm> srpms{adopt({})};
    add_first_rounds(group, target, srpms, [&](size_t, const rpm::Macros& extra) { return adopt(extra); });
    return srpms;
  }
  std::vector<srpm::Request> requests;
  for (const auto* package : group)
    requests.push_back(request_for(context, *package, target, instead, threads));
  const std::string ref = requests.front().ref;
  const git::Repository repository = repository_of(context, first, ref);
  for (size_t i = 0; i < group.size(); ++i)
    requests[i].verified = verified(context, repository, *group[i], ref);
  const auto make = [&] {
    auto srpms = make_of(context, repository, first.git, requests, instead);
    add_first_rounds(group, target, srpms, [&](size_t i, const rpm::Macros& extra) {
      srpm::Request request = requests[i];
      request.macros = laid_over(std::move(request.macros), extra);
      return make_of(context, repository, first.git, {std::move(request)}, instead).front();
    });
    return srpms;
  };
  return group.size() > 1 ? make() : in_place_of(first, make);
}

std::vector<std::string> names_of(const config::Config& config) {
  std::vector<std::string> names;
  for (const auto& [name, _] : config.packages) names.push_back(name);
  return names;
}

std::vector<std::string> names_of(const Packages& packages) {
  std::vector<std::string> names;
  for (const auto* package : packages) names.push_back(package->name);
  return names;
}

bool is_for(const config::PackageSource& package, const config::Target& target) {
  return package.targets.empty() ||
         std::find(package.targets.begin(), package.targets.end(), target.name) != package.targets.end();
}

const config::PackageSource& package_named(const config::Config& config, const std::string& name) {
  const auto found = config.packages.find(name);
  if (found != config.packages.end()) return found->second;
  const auto names = names_of(config);
  const auto meant = did_you_mean(name, names);
  throw Error(ExitCode::usage, fmt::format("no package is named '{}'", name))
      .hint(meant           ? fmt::format("did you mean '{}'?", *meant)
            : names.empty() ? "repos.yaml names no package"
                            : fmt::format("the packages are: {}", join(names, ", ")));
}

/// A spec in a folder that is a package of its own packages that folder.
void take_own_folder(const config::Config& config, const fs::path& place, srpm::Request& request) {
  const std::string folder = fs::path(request.spec).parent_path().string();
  for (const auto& [_, package] : config.packages) {
    std::error_code missing;
    if (!folder.empty() && package.subdir == folder && fs::equivalent(package.git, place, missing) &&
        !missing)
      request.subdir = folder;
  }
}

}  // namespace

Packages only_changed(Context& context, Packages packages, const std::string& since) {
  if (since.empty()) return packages;
  const auto changed = srpm::packages_changed_since(context.config_with_packages(), since,
                                                    context.workspace().git_mirrors(), context.reporter());
  std::erase_if(packages, [&](const auto* package) { return !changed.contains(package->name); });
  context.reporter().note(packages.empty()
                              ? fmt::format("nothing has changed since {}", since)
                              : fmt::format("changed since {}: {}", since, join(names_of(packages), ", ")));
  return packages;
}

Packages choose_packages(const config::Config& config, const config::Target& target,
                         const std::vector<std::string>& names) {
  Packages packages;
  for (const auto& name : names) {
    const auto& package = package_named(config, name);
    if (!is_for(package, target))
      throw Error(ExitCode::invalid,
                  fmt::format("the package '{}' is not for the target '{}'", name, target.name))
          .at(package.where)
          .hint(fmt::format("its `targets` are: {}", join(package.targets, ", ")));
    if (std::find(packages.begin(), packages.end(), &package) == packages.end()) packages.push_back(&package);
  }
  if (!names.empty()) return packages;
  for (const auto& [_, package] : config.packages)
    if (is_for(package, target)) packages.push_back(&package);
  if (packages.empty())
    throw Error(ExitCode::invalid, fmt::format("there is no package for the target '{}'", target.name))
        .at({.file = config.file.string()})
        .hint("name some under `packages`: hello: { git: URL, ref: v1.0 }");
  return packages;
}

std::string look_at_package(Context& context, const config::PackageSource& package) {
  if (!package.srpm.empty()) {
    const fs::path file = srpm_file(package, context.workspace().sources(), context.reporter());
    (void)open_for_reading(file);
    return file.string();
  }
  const git::Repository repository = repository_of(context, package, package.ref);
  srpm::Request request = place_in(package);
  settle_changes(repository, request, DirtyTree::refuse);
  const git::Commit commit = repository.resolve(package.ref);
  const auto signed_by = verified(context, repository, package, package.ref);
  in_place_of(package, [&] { return srpm::choose_spec({repository, commit}, request); });
  return fmt::format("{} is {}{}", package.ref.empty() ? "HEAD" : package.ref, commit.id.substr(0, 12),
                     signed_by ? ", signed by " + signed_by->fingerprint : "");
}

std::vector<srpm::Srpm> srpms_of_folder(Context& context, const fs::path& folder, const LooseRequest& request,
                                        srpm::SpecChoice choice, const config::Target& target) {
  const git::Repository repository = git::Repository::open(folder);
  const fs::path place = repository.work_tree().empty() ? repository.git_dir() : repository.work_tree();
  for (auto& path : choice.paths) path = path_in_tree(path, "--spec", repository.work_tree());
  choice.folder = folder_in_tree(folder, repository.work_tree());
  srpm::Request base = request_for(target, request, context.jobs());
  if (request.dirty == DirtyTree::package) {
    settle_changes(repository, base, request.dirty);  // is there a work tree?
    base.dirty = true;                                // what is there may have a new spec
  }
  auto requests = with_context("packaging " + without_slash(place), [&] {
    return srpm::one_for_each_spec(repository, base, choice, context.reporter());
  });
  for (auto& one : requests) {
    one.dirty = false;
    if (context.has_config() && request.subdir.empty()) take_own_folder(context.config(), place, one);
  }
  return make_of(context, repository, without_slash(place), std::move(requests), request);
}

srpm::Srpm srpm_of_file(Context& context, const fs::path& file, const config::Target& target) {
  return srpm::adopt("", file, "", macros_of(target), target.arch, context.store(),
                     context.workspace().tmp());
}

std::vector<srpm::Srpm> make_srpms(Context& context, const Packages& packages, const config::Target& target,
                                   const LooseRequest& instead, std::vector<Unmade>* unmade) {
  // Opened before the threads begin: it is made when first asked for.
  (void)context.store();
  const auto groups = groups_of(packages);
  const unsigned threads = std::max(1U, context.jobs() / std::max(1U, static_cast<unsigned>(groups.size())));
  std::vector<std::optional<srpm::Srpm>> made(packages.size());
  std::vector<std::optional<Error>> faults(packages.size());
  Activity making(context.reporter(), "making", "source packages", packages.size());
  // What is checked changes the surroundings of all that runs.
  const auto make = [&](const std::vector<size_t>& places) {
    Packages group;
    for (const size_t at : places) group.push_back(packages[at]);
    const char* const what = group.size() == 1 ? "package" : "packages";
    auto srpms = with_context(fmt::format("making the source {} of {}", what, join(names_of(group), ", ")),
                              [&] { return make_group(context, group, target, instead, threads); });
    for (size_t one = 0; one < srpms.size(); ++one) {
      srpms[one].building = building_of(*group[one], target);
      made[places[one]] = std::move(srpms[one]);
    }
    making.step(srpms.size());
  };
  const auto make_what_can_be = [&](const std::vector<size_t>& places) {
    try {
      make(places);
    } catch (const Error& error) {
      if (!is_of_a_package(error)) throw;
      if (places.size() == 1) faults[places.front()] = error;
      return false;
    }
    return true;
  };
  parallel_for(groups.size(), instead.check ? 1 : context.jobs(), [&](size_t i) {
    if (!unmade) return make(groups[i]);
    // Of those of one repository it may be only one that is at fault.
    if (make_what_can_be(groups[i]) || groups[i].size() == 1) return;
    for (const size_t at : groups[i]) make_what_can_be({at});
  });
  std::vector<srpm::Srpm> srpms;
  srpms.reserve(made.size());
  for (size_t i = 0; i < made.size(); ++i) {
    if (made[i])
      srpms.push_back(std::move(*made[i]));
    else
      unmade->push_back({packages[i], std::move(*faults[i])});
  }
  const auto reused = std::count_if(srpms.begin(), srpms.end(), [](const auto& one) { return one.cached; });
  making.result(fmt::format("{} made, {} unchanged", srpms.size() - static_cast<size_t>(reused), reused));
  return srpms;
}

void require_no_changes(const config::PackageSource& package) {
  if (!fs::is_directory(package.git)) return;
  srpm::Request request = place_in(package);
  in_place_of(package,
              [&] { settle_changes(git::Repository::open(package.git), request, DirtyTree::refuse); });
}

}  // namespace rpmworks::cli
