// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "git/repository.hpp"
#include "srpm_flow.hpp"

namespace rpmworks::cli {

/// The macros of specs for a target.
rpm::Macros macros_of(const config::Target& target);
srpm::Places places_of(Context& context);
/// What is asked for of a repository that repos.yaml says nothing of.
srpm::Request request_for(const config::Target& target, const LooseRequest& loose, unsigned threads);

/// Whether an error is the package's fault: a full disk or an interrupt is not.
bool is_of_a_package(const Error& error);

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
srpm::Request place_in(const config::PackageSource& package);
/// The repository of a package: a folder as it is, anything else by its mirror.
git::Repository repository_of(Context& context, const config::PackageSource& package, const std::string& ref);
/// Why a submodule of a superproject is no package: its tree has no spec. Nothing for any other package.
std::optional<std::string> without_spec(Context& context, const config::PackageSource& package);
/// Whose signature lets a package's source be used; nothing where none is asked for.
std::optional<srpm::Verified> verified(Context& context, const git::Repository& repository,
                                       const config::PackageSource& package, const std::string& ref);
/// The source packages that requests mean of a repository.
std::vector<srpm::Srpm> make_of(Context& context, const git::Repository& repository, const std::string& url,
                                std::vector<srpm::Request> requests, const LooseRequest& loose);
/// Two that are the same file are a fault of both; gives the errors by position.
std::map<size_t, Error> faults_of_same_files(const std::vector<srpm::Srpm>& srpms);

}  // namespace rpmworks::cli
