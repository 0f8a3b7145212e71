// SPDX-License-Identifier: GPL-3.0-or-later
// Source packages from outside of repos.yaml: from a repository on this machine, or from a file.
#include <utility>

#include "product/package_source.hpp"
#include "product/same_files.hpp"
#include "product/srpms.hpp"

namespace rpmworks::product {

namespace {

/// If repos.yaml has the folder of a spec as the `subdir` of a package, the spec packages that folder.
void take_own_folder(const config::Config& config, const fs::path& place, srpm::Request& request) {
  const std::string folder = fs::path(request.spec).parent_path().string();
  for (const auto& [_, package] : config.packages) {
    std::error_code missing;
    if (!folder.empty() && package.subdir == folder && fs::equivalent(package.git, place, missing) &&
        !missing)
      request.subdir = folder;
  }
}

/// Calls `make` for all requests together. If a package has an error, calls `make` for each request
/// separately.
template <typename Make>
std::vector<srpm::Srpm> make_each(const std::vector<srpm::Request>& requests, Make&& make,
                                  std::vector<Unmade>& unmade) {
  try {
    return make(requests);
  } catch (const Error& error) {
    if (!is_of_a_package(error)) throw;
  }
  std::vector<srpm::Srpm> srpms;
  for (const auto& request : requests) {
    try {
      srpms.push_back(make({request}).front());
    } catch (Error& error) {
      if (!is_of_a_package(error)) throw;
      unmade.push_back({request.spec, std::move(error)});
    }
  }
  return srpms;
}

/// Removes source packages that are the same file as another one.
void separate_same_files(Srpms& srpms, bool keep_going) {
  const auto faults = faults_of_same_files(srpms.made);
  if (faults.empty()) return;
  if (!keep_going) throw Error(faults.begin()->second);
  std::vector<srpm::Srpm> left;
  for (size_t i = 0; i < srpms.made.size(); ++i)
    if (const auto fault = faults.find(i); fault != faults.end())
      srpms.unmade.push_back({srpms.made[i].spec, fault->second});
    else
      left.push_back(std::move(srpms.made[i]));
  srpms.made = std::move(left);
}

}  // namespace

Srpms srpms(Session& session, const Folder& folder, const config::Target& target,
            const SrpmOptions& options) {
  const SessionScope scope(session);
  const git::Repository repository = git::Repository::open(folder.path);
  const fs::path place = repository.work_tree().empty() ? repository.git_dir() : repository.work_tree();
  srpm::SpecChoice choice = folder.specs;
  for (auto& path : choice.paths) path = path_in_tree(path, "--spec", repository.work_tree());
  choice.folder = folder_in_tree(folder.path, repository.work_tree());
  srpm::Request base = request_for(target, options, session.threads());
  if (options.dirty == DirtyTree::package) {
    settle_changes(repository, base, options.dirty);  // throws if there is no work tree
    base.dirty = true;                                // the work tree may have a new spec
  }
  auto requests = with_context("packaging " + without_slash(place), [&] {
    return srpm::requests_per_spec(repository, base, choice, session.reporter);
  });
  for (auto& one : requests) {
    one.dirty = false;
    if (options.subdir.empty()) take_own_folder(session.config, place, one);
  }
  const srpm::Origin origin{repository, without_slash(place)};
  const auto make = [&](std::vector<srpm::Request> some) {
    return make_of(session, origin, std::move(some), options);
  };
  Srpms srpms;
  srpms.made = options.keep_going && requests.size() > 1 ? make_each(requests, make, srpms.unmade)
                                                         : make(std::move(requests));
  separate_same_files(srpms, options.keep_going);
  return srpms;
}

srpm::Srpm srpm_of_file(Session& session, const fs::path& file, const config::Target& target) {
  const SessionScope scope(session);
  return srpm::adopt({.file = file, .macros = macros_of(target), .arch = target.arch}, session.store,
                     session.workspace.tmp());
}

}  // namespace rpmworks::product
