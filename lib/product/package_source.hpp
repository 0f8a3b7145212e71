// SPDX-License-Identifier: GPL-3.0-or-later
// Where packages of repos.yaml come from: their repositories, files and signatures.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "git/repository.hpp"
#include "product/srpms.hpp"

namespace rpmworks::product {

/// The macros of specs for a target.
rpm::Macros macros_of(const config::Target& target);
srpm::Places places_of(Session& session);

/// What is asked for of a repository that repos.yaml says nothing of.
srpm::Request request_for(const config::Target& target, const SrpmOptions& options, unsigned threads);

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
git::Repository repository_of(Session& session, const config::PackageSource& package, const std::string& ref);
/// Why a submodule of a superproject is no package: its tree has no spec. Nothing for any other package.
std::optional<std::string> without_spec(Session& session, const config::PackageSource& package);
/// Whose signature lets a package's source be used; nothing where none is asked for.
std::optional<srpm::Verified> verified(Session& session, const git::Repository& repository,
                                       const config::PackageSource& package, const std::string& ref);

/// A repository, and the URL that its packages name as their origin.
struct Origin {
  const git::Repository& repository;
  std::string url;
};
/// The source packages that requests mean of a repository.
std::vector<srpm::Srpm> make_of(Session& session, const Origin& origin, std::vector<srpm::Request> requests,
                                const SrpmOptions& options);

/// Whether a package's source can be had: its repository (fetched when it is remote) has the ref, and that a
/// spec, which is not parsed; or its file is there. Gives what was found for a person; throws what stands in
/// the way.
std::string look_at_package(Session& session, const config::PackageSource& package);

/// Whether a package of repos.yaml can be packaged as it is, or has uncommitted changes: then Error(invalid).
/// Nothing is fetched for it.
void require_no_changes(const config::PackageSource& package);

}  // namespace rpmworks::product
