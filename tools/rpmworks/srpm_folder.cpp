// SPDX-License-Identifier: GPL-3.0-or-later
// Source packages of what repos.yaml says nothing of: a repository on this machine, a file.
#include <utility>

#include "srpm_flow.hpp"
#include "srpm_source.hpp"

namespace rpmworks::cli {

namespace {

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

/// As `make` gives them for all requests; where one of them is at fault, the others are made one by one.
template <typename Make>
std::vector<srpm::Srpm> make_each(const std::vector<srpm::Request>& requests, Make&& make,
                                  std::vector<UnmadeSpec>& unmade) {
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

}  // namespace

std::vector<srpm::Srpm> srpms_of_folder(Context& context, const fs::path& folder, const LooseRequest& request,
                                        srpm::SpecChoice choice, const config::Target& target,
                                        std::vector<UnmadeSpec>* unmade) {
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
    return srpm::requests_per_spec(repository, base, choice, context.reporter());
  });
  for (auto& one : requests) {
    one.dirty = false;
    if (context.has_config() && request.subdir.empty()) take_own_folder(context.config(), place, one);
  }
  const auto make = [&](std::vector<srpm::Request> some) {
    return make_of(context, repository, without_slash(place), std::move(some), request);
  };
  std::vector<srpm::Srpm> srpms =
      unmade && requests.size() > 1 ? make_each(requests, make, *unmade) : make(std::move(requests));
  const auto faults = faults_of_same_files(srpms);
  if (faults.empty()) return srpms;
  if (!unmade) throw Error(faults.begin()->second);
  std::vector<srpm::Srpm> left;
  for (size_t i = 0; i < srpms.size(); ++i)
    if (const auto fault = faults.find(i); fault != faults.end())
      unmade->push_back({srpms[i].spec, fault->second});
    else
      left.push_back(std::move(srpms[i]));
  return left;
}

srpm::Srpm srpm_of_file(Context& context, const fs::path& file, const config::Target& target) {
  return srpm::adopt("", file, "", macros_of(target), target.arch, context.store(),
                     context.workspace().tmp());
}

}  // namespace rpmworks::cli
