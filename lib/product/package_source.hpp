// SPDX-License-Identifier: GPL-3.0-or-later
// The sources of packages of repos.yaml: their repositories, files and signatures.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "git/repository.hpp"
#include "product/srpms.hpp"

namespace rpmworks::product {

/// The rpm macros that specs are parsed with for a target.
rpm::Macros macros_of(const config::Target& target);
srpm::Places places_of(Session& session);

/// The request for a repository that is not in repos.yaml.
srpm::Request request_for(const config::Target& target, const SrpmOptions& options, unsigned threads);

/// Whether an error is caused by the package. A full disk or an interrupt is not.
bool is_of_a_package(const Error& error);

/// Runs `work`. If it throws an Error that is caused by the package and has no place, sets the place to the
/// package's entry in repos.yaml.
template <typename Work>
decltype(auto) in_place_of(const config::PackageSource& package, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (Error& error) {
    if (is_of_a_package(error) && !error.where()) std::move(error).at(package.where);
    throw;
  }
}

/// The part of a request that repos.yaml determines: ref, spec, subdir and recipe of a package.
srpm::Request place_in(const config::PackageSource& package);
/// The repository of a package: a local folder itself, or the mirror of a remote repository.
git::Repository repository_of(Session& session, const config::PackageSource& package, const std::string& ref);
/// If a package is a submodule of a superproject whose tree has no spec, the text that says so. Nothing for
/// any other package.
std::optional<std::string> without_spec(Session& session, const config::PackageSource& package);
/// Verifies the signature of a package's source and returns the signer. Nothing if repos.yaml requires no
/// signature. Throws if the verification fails.
std::optional<srpm::Verified> verified(Session& session, const git::Repository& repository,
                                       const config::PackageSource& package, const std::string& ref);

/// Makes the source packages of requests for one repository.
std::vector<srpm::Srpm> make_of(Session& session, const srpm::Origin& origin,
                                std::vector<srpm::Request> requests, const SrpmOptions& options);

/// Checks that a package's source is available: its repository (fetched if it is remote) has the ref, and the
/// ref has a spec, which is not parsed; or its file exists. Returns a description for the user; throws if the
/// source is not available.
std::string look_at_package(Session& session, const config::PackageSource& package);

/// Throws Error(invalid) if a package of repos.yaml has uncommitted changes. Fetches nothing.
void require_no_changes(const config::PackageSource& package);

}  // namespace rpmworks::product
