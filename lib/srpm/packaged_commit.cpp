// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/packaged_commit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/digest.hpp"
#include "srpm/packaged_paths.hpp"
#include "srpm/records.hpp"

namespace rpmworks::srpm {

namespace {

using Paths = std::vector<std::string>;

std::string key_of_leaving(const std::string& commit, const Request& request) {
  Digest digest;
  digest.field(commit).field(request.subdir).field(request.spec);
  for (const auto& [name, value] : request.macros) digest.field(name).field(value);
  return digest.hex();
}

// Earlier results: by commit, and the latest requested commit of each repository.
class PackagedCommitCache {
 public:
  PackagedCommitCache(store::Store& store, const Paths& paths, std::string repository)
      : m_store(store), m_paths(paths), m_repository(std::move(repository)) {
    m_latest = k_last_changes.find(m_store, key(m_repository));
  }

  std::optional<std::string> at(const std::string& commit, const std::string& asked) const {
    if (m_latest && m_latest->asked == commit) return m_latest->commit;
    if (commit != asked) return std::nullopt;
    const auto found = k_last_changes.find(m_store, key(commit));
    return found ? std::optional(found->commit) : std::nullopt;
  }
  void put(const std::string& asked, const std::string& found) {
    const LastChange change{asked, found};
    if (m_latest == change) return;
    k_last_changes.put(m_store, key(asked), change);
    k_last_changes.put(m_store, key(m_repository), change);
  }

 private:
  std::string key(const std::string& of) const {
    Digest digest;
    digest.field(of).field(std::to_string(m_paths.size()));
    for (const auto& path : m_paths) digest.field(path);
    return digest.hex();
  }

  store::Store& m_store;
  const Paths& m_paths;
  std::string m_repository;
  std::optional<LastChange> m_latest;
};

// With an upstream tag, the commits after it become patches. A commit before the tag has none of them.
std::optional<std::string> beyond_upstream(const git::Repository& repository, const git::Commit& asked,
                                           const std::string& found, const std::string& upstream,
                                           const Paths& paths) {
  const std::string tagged = repository.resolve(upstream).id;
  if (repository.is_ancestor(tagged, found)) return found;
  if (repository.is_ancestor(tagged, asked.id) && repository.are_same_at(tagged, asked.id, paths))
    return tagged;
  return std::nullopt;
}

// The last change, using earlier results where possible.
git::Repository::LastChange last_change(const git::Repository& repository, const std::string& asked,
                                        const Paths& paths, store::Store& store) {
  PackagedCommitCache known(store, paths, repository.common_dir().string());
  auto found = repository.last_change(asked, paths,
                                      [&](const std::string& commit) { return known.at(commit, asked); });
  if (found.is_known) known.put(asked, found.commit);
  return found;
}

// Whether a commit has more files that would go into the package: a file beside a spec outside of the folder
// may have been deleted since. Adds their paths.
bool adds_paths(const git::Repository& repository, const std::string& commit, const Request& request,
                Paths& paths) {
  if (request.spec.empty()) return false;
  const auto there = packaged_paths(repository, repository.resolve(commit), request);
  Paths all;
  if (there) std::ranges::set_union(paths, *there, std::back_inserter(all));
  if (all.size() <= paths.size()) return false;
  paths = std::move(all);
  return true;
}

}  // namespace

git::Commit packaged_commit(const git::Repository& repository, const git::Commit& asked,
                            const Request& request, store::Store& store, Reporter& reporter) {
  if (request.subdir.empty() || request.dirty) return asked;
  const auto warn = [&](const std::string& text) { reporter.warning(about_package(request, text)); };
  std::string because;
  auto paths = packaged_paths(repository, asked, request, &because);
  if (!paths) {
    if (!because.empty())
      warn(
          fmt::format("the package of {} changes with each commit: {}; write a path without macros that lead "
                      "out of the folder",
                      request.subdir, because));
    return asked;
  }
  const Activity looking(reporter, "looking for the last change of", request.subdir, 0, Activity::Size::step);
  auto found = last_change(repository, asked.id, *paths, store);
  while (found.is_known && adds_paths(repository, found.commit, request, *paths))
    found = last_change(repository, asked.id, *paths, store);
  if (!found.is_known) {
    warn(fmt::format(
        "the commit that last changed {} is unknown: the clone is shallow and its history ends at {}. The "
        "package gets the time of {} and is made again for each commit; run git fetch --unshallow to get the "
        "rest",
        request.subdir, found.commit.substr(0, 12), asked.id.substr(0, 12)));
    return asked;
  }
  std::string id = found.commit;
  if (!request.recipe.upstream.empty()) {
    const auto later = beyond_upstream(repository, asked, id, request.recipe.upstream, *paths);
    if (!later) return asked;
    id = *later;
  }
  if (id == asked.id || k_leaves_paths.find(store, key_of_leaving(id, request))) return asked;
  reporter.detail(
      fmt::format("{}: unchanged since {}, the commit it is made from", request.subdir, id.substr(0, 12)));
  return repository.resolve(id);
}

bool uses_other_paths(const git::Repository& repository, const git::Commit& commit, const Request& request,
                      const std::vector<std::string>& files_used, store::Store& store) {
  if (request.subdir.empty() || request.dirty) return false;
  const auto is_below = [](const std::string& file, const std::string& path) {
    return file == path || file.starts_with(path + "/");
  };
  Paths outside;
  std::ranges::copy_if(files_used, std::back_inserter(outside),
                       [&](const auto& file) { return !is_below(file, request.subdir); });
  if (outside.empty()) return false;
  const auto paths = packaged_paths(repository, commit, request);
  if (!paths) return false;  // the whole tree counts
  const bool leaves = std::ranges::any_of(outside, [&](const auto& file) {
    return std::ranges::none_of(*paths, [&](const auto& path) { return is_below(file, path); });
  });
  if (leaves) k_leaves_paths.put(store, key_of_leaving(commit.id, request), {});
  return leaves;
}

}  // namespace rpmworks::srpm
