// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/submodules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/text.hpp"
#include "git/handles.hpp"

namespace rpmworks::git {

namespace {

constexpr int k_most_levels = 10;
constexpr int k_most_submodules = 1000;

// Whether no part of a path below `folder` is a symbolic link. The work tree may have another commit checked
// out, in which the submodule is a link to somebody's repository.
bool is_plain_below(const fs::path& folder, const std::string& path) {
  fs::path here = folder;
  for (const auto& part : split(path, '/')) {
    here /= part;
    std::error_code missing;
    if (!fs::is_directory(fs::symlink_status(here, missing))) return false;
  }
  return true;
}

// The places where git may store a submodule of this repository.
std::vector<fs::path> local_places(const Repository& repository, const Submodule& submodule) {
  std::vector<fs::path> places;
  for (const auto& folder : {repository.git_dir(), repository.common_dir()})
    places.push_back(folder / "modules" / submodule.name);
  const fs::path work_tree = repository.work_tree();
  // The folder itself may look like a bare repository, as part of a crafted tree.
  if (!work_tree.empty() && is_plain_below(work_tree, submodule.path))
    places.push_back(work_tree / submodule.path / ".git");
  return places;
}

std::optional<Repository> local_repository(const Repository& repository, const Submodule& submodule,
                                           const std::string& commit) {
  for (const auto& place : local_places(repository, submodule)) {
    std::error_code missing;
    if (!fs::exists(place, missing)) continue;
    try {
      if (has_object(place, commit)) return Repository::open(place);
    } catch (const Error&) {
      continue;  // not a repository, or a damaged one: try the next place
    }
  }
  return std::nullopt;
}

Repository fetched(const Repository& repository, const Submodule& submodule, const std::string& commit,
                   const fs::path& mirrors) {
  if (submodule.url.empty())
    throw Error(ExitCode::invalid,
                fmt::format(".gitmodules has no URL for the submodule '{}'", submodule.path))
        .hint("write its `url` there and commit it");
  const std::string url = submodule_url(repository.origin(), submodule.url);
  // A bare repository inside the work tree is part of the packaged tree and may be crafted.
  const fs::path inside = fs::path(url).lexically_relative(repository.work_tree());
  const bool leads_in = !inside.empty() && inside != "." && *inside.begin() != "..";
  if (!repository.work_tree().empty() && leads_in)
    throw Error(ExitCode::invalid,
                fmt::format("the URL '{}' points into the work tree itself, {}", submodule.url, url))
        .hint("URLs are relative to the URL of the repository: write ../NAME.git for a repository beside it");
  Repository mirror = Repository::mirror(url, commit, mirrors);
  if (!has_object(mirror.git_dir(), commit))
    throw Error(ExitCode::invalid,
                fmt::format("{} does not have the recorded commit {}", without_credentials(url), commit))
        .hint("push the commit to it, or record another commit");
  return mirror;
}

class Archiving {
 public:
  Archiving(const fs::path& mirrors, MemberVisitor& visitor) : m_mirrors(mirrors), m_visitor(visitor) {}

  // The position of a repository in the whole archive.
  struct Position {
    std::string path;  // of its root; "" for the repository at the top
    int depth = 0;     // the number of repositories above it
  };

  void archive(const Repository& repository, const Commit& commit, const std::string& subdir,
               const Position& position) {
    std::optional<std::map<std::string, Submodule>> known;  // read at the first submodule
    const auto visit = [&](const Repository::Archived& member) {
      const std::string path =
          position.path.empty() ? member.entry.path : position.path + "/" + member.entry.path;
      m_visitor.member(path, member);
      if (member.entry.kind != TreeEntry::Kind::submodule) return;
      with_context(fmt::format("archiving the submodule {}", path), [&] {
        check_number(position.depth);
        if (!known) known = submodules_of(repository, commit);
        const auto found = known->find(member.entry.path);
        if (found == known->end()) throw unknown(commit, member.entry.path);
        enter(repository, found->second, member.entry.id, {.path = path, .depth = position.depth + 1});
      });
    };
    repository.archive(commit, subdir, visit,
                       [&](const auto& lfs_files) { m_visitor.enter(repository, commit, lfs_files); });
    m_visitor.leave();
  }

 private:
  // `id` is the submodule's recorded commit.
  void enter(const Repository& above, const Submodule& submodule, const std::string& id,
             const Position& position) {
    auto local = local_repository(above, submodule, id);
    const Repository repository = local ? std::move(*local) : fetched(above, submodule, id, m_mirrors);
    m_visitor.tell(fmt::format("the submodule {} is {} of {}", position.path, id.substr(0, 12),
                               without_credentials(repository.origin())));
    archive(repository, repository.resolve(id), "", position);
  }

  static Error unknown(const Commit& commit, const std::string& path) {
    return Error(ExitCode::invalid, fmt::format(".gitmodules of commit {} does not name the submodule '{}'",
                                                commit.id.substr(0, 12), path))
        .hint("git submodule add records its URL; `submodules: false` excludes all submodules");
  }

  // A commit cannot contain itself, but a chain of submodules can be arbitrarily long and wide.
  void check_number(int depth) {
    if (depth < k_most_levels && ++m_count <= k_most_submodules) return;
    throw Error(ExitCode::invalid,
                depth < k_most_levels
                    ? fmt::format("more than {} submodules", k_most_submodules)
                    : fmt::format("submodules nested more than {} levels deep", k_most_levels))
        .hint("the repository was crafted to make an endless archive; `submodules: false` excludes them");
  }

  const fs::path& m_mirrors;
  MemberVisitor& m_visitor;
  int m_count = 0;
};

}  // namespace

std::optional<fs::path> local_submodule(const Repository& repository, const Submodule& submodule,
                                        const std::string& commit) {
  const auto local = local_repository(repository, submodule, commit);
  return local ? std::optional(fs::absolute(local->git_dir())) : std::nullopt;
}

void archive_with_submodules(const Repository& repository, const Commit& commit, const std::string& subdir,
                             const fs::path& mirrors, MemberVisitor& visitor) {
  Archiving(mirrors, visitor).archive(repository, commit, subdir, {});
}

}  // namespace rpmworks::git
