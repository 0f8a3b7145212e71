// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/temporary.hpp"
#include "core/text.hpp"
#include "sign/source_trust.hpp"
#include "srpm/file_name_conflicts.hpp"
#include "srpm/reproducible.hpp"
#include "srpm/spec_finder.hpp"
#include "srpm_file.hpp"

namespace rpmworks::cli {

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

bool is_of_a_package(const Error& error) {
  return error.code() != ExitCode::failed && error.code() != ExitCode::interrupted;
}

srpm::Request place_in(const config::PackageSource& package) {
  srpm::Request request{
      .name = package.name, .ref = package.ref, .spec = package.spec, .subdir = package.subdir};
  request.recipe = package.recipe;
  return request;
}

git::Repository repository_of(Context& context, const config::PackageSource& package,
                              const std::string& ref) {
  const Activity activity(context.reporter(), "fetching", without_credentials(package.git), 0,
                          Activity::Size::step);
  return in_place_of(
      package, [&] { return git::Repository::at(package.git, ref, context.workspace().git_mirrors()); });
}

std::optional<std::string> without_spec(Context& context, const config::PackageSource& package) {
  if (package.submodule.empty()) return std::nullopt;
  try {
    const git::Repository repository = repository_of(context, package, package.ref);
    const auto tree = repository.tree(repository.resolve(package.ref));
    if (!srpm::find_specs(tree).empty()) return std::nullopt;
    const std::string path = srpm::spec_template_in(tree);
    return path.empty() ? "it has no spec" : fmt::format("it has no spec, only the template {}", path);
  } catch (const Error&) {
    return std::nullopt;  // what is wrong with it was told when its package was to be made
  }
}

std::map<size_t, Error> faults_of_same_files(const std::vector<srpm::Srpm>& srpms) {
  std::map<size_t, Error> faults;
  const auto others = srpm::find_file_name_conflicts(srpms);
  for (size_t i = 0; i < srpms.size(); ++i)
    if (others[i])
      faults.emplace(
          i, srpm::file_name_conflict_error(srpms[std::min(i, *others[i])], srpms[std::max(i, *others[i])]));
  return faults;
}

std::optional<srpm::Verified> verified(Context& context, const git::Repository& repository,
                                       const config::PackageSource& package, const std::string& ref) {
  if (package.verify == config::PackageSource::Verify::nothing) return std::nullopt;
  srpm::Verified found =
      sign::verify_source(repository, package, ref, context.config().keys, temporary_folder());
  context.reporter().detail(
      fmt::format("{}: the {} is signed by {}", package.name, found.what, found.fingerprint));
  return found;
}

std::vector<srpm::Srpm> make_of(Context& context, const git::Repository& repository, const std::string& url,
                                std::vector<srpm::Request> requests, const LooseRequest& loose) {
  for (auto& request : requests) {
    const Activity looking(context.reporter(), "looking for changes in", without_credentials(url), 0,
                           Activity::Size::step);
    settle_changes(repository, request, loose.dirty);
    if (request.dirty && request.verified)
      throw Error(ExitCode::trust,
                  fmt::format("{} is verified by a signature, but its uncommitted changes are not signed", request.name))
          .hint("commit them and sign the commit, or remove --dirty");
  }
  std::vector<srpm::Srpm> srpms =
      srpm::make_all(repository, url, requests, places_of(context), context.reporter());
  for (size_t i = 0; i < srpms.size(); ++i) {
    warn_of_untracked(context, repository, requests[i], srpms[i]);
    if (!loose.check) continue;
    const Activity checking(context.reporter(), "making again", srpms[i].file_name, 0,
                            Activity::Size::step);
    srpm::require_reproducible(repository, url, requests[i], srpms[i], places_of(context));
    context.reporter().note(fmt::format(
        "{} is reproducible: the same bytes in two different environments", srpms[i].file_name));
  }
  return srpms;
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
  if (const auto why = without_spec(context, package)) return fmt::format("skipped: {}", *why);
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

}  // namespace rpmworks::cli
