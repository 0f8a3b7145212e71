// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/package_source.hpp"

#include <fmt/format.h>

#include "core/temporary.hpp"
#include "core/text.hpp"
#include "product/srpm_file.hpp"
#include "product/work_tree.hpp"
#include "sign/source_trust.hpp"
#include "srpm/reproducible.hpp"
#include "srpm/spec_finder.hpp"

namespace rpmworks::product {

rpm::Macros macros_of(const config::Target& target) {
  return rpm::target_macros(target.macros, target.dist);
}

srpm::Places places_of(Session& session) {
  return {session.store, session.workspace.tmp(), session.workspace.cache};
}

srpm::Request request_for(const config::Target& target, const SrpmOptions& options, unsigned threads) {
  srpm::Request request;
  request.ref = options.ref;
  request.spec = inside_of_tree(options.spec, "--spec");
  request.subdir = inside_of_tree(options.subdir, "--subdir");
  request.macros = macros_of(target);
  request.target_name = target.name;
  request.arch = target.arch;
  request.client = target.client;
  request.threads = threads;
  options.recipe.apply_to(request.recipe);
  return request;
}

bool is_of_a_package(const Error& error) {
  return error.code() != ExitCode::failed && error.code() != ExitCode::interrupted;
}

srpm::Request place_in(const config::PackageSource& package) {
  srpm::Request request{
      .name = package.name, .ref = package.ref, .spec = package.spec, .subdir = package.subdir};
  request.recipe = package.recipe;
  return request;
}

git::Repository repository_of(Session& session, const config::PackageSource& package,
                              const std::string& ref) {
  const Activity activity(session.reporter, "fetching", without_credentials(package.git), 0,
                          Activity::Size::step);
  return in_place_of(package,
                     [&] { return git::Repository::at(package.git, ref, session.workspace.git_mirrors()); });
}

std::optional<std::string> without_spec(Session& session, const config::PackageSource& package) {
  if (package.submodule.empty()) return std::nullopt;
  try {
    const git::Repository repository = repository_of(session, package, package.ref);
    const auto tree = repository.tree(repository.resolve(package.ref));
    if (!srpm::find_specs(tree).empty()) return std::nullopt;
    const std::string path = srpm::spec_template_in(tree);
    return path.empty() ? "it has no spec" : fmt::format("it has no spec, only the template {}", path);
  } catch (const Error&) {
    return std::nullopt;  // the error was already reported for the package
  }
}

std::optional<srpm::Verified> verified(Session& session, const git::Repository& repository,
                                       const config::PackageSource& package, const std::string& ref) {
  if (package.verify == config::PackageSource::Verify::nothing) return std::nullopt;
  srpm::Verified found =
      sign::verify_source(repository, package, ref, session.config.keys, temporary_folder());
  session.reporter.detail(
      fmt::format("{}: the {} is signed by {}", package.name, found.what, found.fingerprint));
  return found;
}

std::vector<srpm::Srpm> make_of(Session& session, const srpm::Origin& origin,
                                std::vector<srpm::Request> requests, const SrpmOptions& options) {
  for (auto& request : requests) {
    const Activity looking(session.reporter, "looking for changes in", without_credentials(origin.url), 0,
                           Activity::Size::step);
    settle_changes(origin.repository, request, options.dirty);
    if (request.dirty && request.verified)
      throw Error(ExitCode::trust,
                  fmt::format("{} is verified by a signature, but its uncommitted changes are not signed",
                              request.name))
          .hint("commit them and sign the commit, or remove --dirty");
  }
  std::vector<srpm::Srpm> srpms = srpm::make_all(origin, requests, places_of(session), session.reporter);
  for (size_t i = 0; i < srpms.size(); ++i) {
    warn_of_untracked(session.reporter, origin.repository, requests[i], srpms[i]);
    if (!options.check) continue;
    const Activity checking(session.reporter, "making again", srpms[i].file_name, 0, Activity::Size::step);
    srpm::require_reproducible(origin, requests[i], srpms[i], places_of(session));
    session.reporter.note(
        fmt::format("{} is reproducible: the same bytes in two different environments", srpms[i].file_name));
  }
  return srpms;
}

std::string look_at_package(Session& session, const config::PackageSource& package) {
  if (!package.srpm.empty()) {
    const fs::path file = srpm_file(package, session.workspace.sources(), session.reporter);
    (void)open_for_reading(file);
    return file.string();
  }
  const git::Repository repository = repository_of(session, package, package.ref);
  srpm::Request request = place_in(package);
  const git::Commit commit = in_place_of(package, [&] {
    settle_changes(repository, request, DirtyTree::refuse);
    return repository.resolve(package.ref);
  });
  const auto signed_by = verified(session, repository, package, package.ref);
  if (const auto why = without_spec(session, package)) return fmt::format("skipped: {}", *why);
  in_place_of(package, [&] { return srpm::choose_spec({repository, commit}, request); });
  return fmt::format("{} is {}{}", package.ref.empty() ? "HEAD" : package.ref, commit.id.substr(0, 12),
                     signed_by ? ", signed by " + signed_by->fingerprint : "");
}

void require_no_changes(const config::PackageSource& package) {
  if (!fs::is_directory(package.git)) return;
  srpm::Request request = place_in(package);
  in_place_of(package,
              [&] { settle_changes(git::Repository::open(package.git), request, DirtyTree::refuse); });
}

}  // namespace rpmworks::product
