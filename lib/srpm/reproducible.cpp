// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/reproducible.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/own_umask.hpp"
#include "srpm/compare_packages.hpp"

namespace rpmworks::srpm {

namespace {

constexpr mode_t k_umask = 077;
constexpr unsigned k_threads = 4;

// Settings that would change archives and line ends if the repository's configuration were read.
constexpr const char* k_git_config =
    "\n[core]\n  autocrlf = true\n  abbrev = 5\n  eol = crlf\n"
    "[tar]\n  umask = 0077\n";

fs::path place_of(const git::Repository& repository) {
  return repository.work_tree().empty() ? repository.git_dir() : repository.work_tree();
}

git::Repository clone_of(const git::Repository& repository, const git::Commit& commit,
                         const fs::path& folder) {
  const std::string url = fs::absolute(place_of(repository)).string();
  const fs::path config = git::Repository::mirror(url, commit.id, folder).git_dir() / "config";
  write_file_atomically(config, read_file(config) + k_git_config);
  return git::Repository::mirror(url, commit.id, folder);
}

}  // namespace

void require_reproducible(const Origin& origin, const Request& request, const Srpm& first,
                          const Places& places) {
  const git::Repository& repository = origin.repository;
  // The path also differs in length from the first one.
  const TempDir folder(places.tmp, "made-once-more-in-other-surroundings-");
  make_folders(folder.path() / "tmp");
  store::Store store(folder.path() / "store");
  Request again = request;
  again.threads = request.threads > 1 ? 1 : k_threads;
  const bool from_clone = !request.dirty && !repository.is_shallow() && !repository.is_partial();
  const git::Commit asked = repository.resolve(request.ref);
  // Use the resolved ref: a clone has other names for the branches of remotes.
  if (from_clone) again.ref = asked.tag.empty() ? asked.id : "refs/tags/" + asked.tag;
  std::optional<Srpm> second;
  with_context("making the source package once more", [&] {
    with_own_umask([&](const OwnUmask& own) {
      own.set(k_umask);
      const git::Repository clone = from_clone ? clone_of(repository, asked, folder.path() / "git")
                                               : git::Repository::open(place_of(repository));
      second =
          make({clone, origin.url}, again, {store, folder.path() / "tmp", places.cache}, Reporter::silent());
    });
  });
  if (second->sha256 == first.sha256) return;
  const auto difference = first_difference(first.path, second->path);
  Error error(ExitCode::gate,
              fmt::format("{} is not reproducible: a second package differs in {}", first.file_name,
                          difference ? difference->where : "nothing that can be read"));
  std::move(error).at({.file = first.spec});
  if (difference)
    std::move(error)
        .note("first:  " + (difference->one.empty() ? "nothing" : difference->one))
        .note("second: " + (difference->other.empty() ? "nothing" : difference->other));
  throw std::move(error).hint(
      "commands that the spec runs in %(…) and %{lua:…} must not depend on the time, random names "
      "or the "
      "machine");
}

}  // namespace rpmworks::srpm
