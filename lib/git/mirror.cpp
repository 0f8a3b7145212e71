// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "core/digest.hpp"
#include "core/lock.hpp"
#include "core/own_folder.hpp"
#include "git/handles.hpp"
#include "git/repository.hpp"
#include "git/transport.hpp"

namespace rpmworks::git {

namespace {

// A recognizable name and the digest of the URL, which makes it unique.
std::string folder_name(const std::string& url) {
  std::string path = url;
  while (path.ends_with('/')) path.pop_back();
  std::string name = path.substr(path.find_last_of("/:") + 1);
  if (name.ends_with(".git")) name.resize(name.size() - 4);
  for (char& c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    if (!plain) c = '_';
  }
  if (name.empty() || name.front() == '.') name = "repository" + name;
  return fmt::format("{}-{}", name.substr(0, 60), sha256(url).substr(0, 16));
}

// A temporary folder, removed before and after use unless it was renamed.
struct Staging {
  fs::path path;
  explicit Staging(fs::path folder) : path(std::move(folder)) { remove_tree(path); }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  ~Staging() {
    try {
      remove_tree(path);
    } catch (const Error&) {
      // the next run with the same lock tries again
      return;
    }
  }
};

// Removes what a killed git left: lock files that would stop the next one, and incomplete packs.
void sweep(const fs::path& git_dir) {
  const auto remove_in = [](const fs::path& folder, bool deep) {
    std::error_code ignored;
    for (fs::recursive_directory_iterator entry(folder, ignored), end; entry != end;
         entry.increment(ignored)) {
      if (!deep) entry.disable_recursion_pending();
      const std::string name = entry->path().filename().string();
      // No ref can end in ".lock", and no complete pack begins with "tmp_".
      if (entry->is_regular_file(ignored) && (name.ends_with(".lock") || name.starts_with("tmp_")))
        fs::remove(entry->path(), ignored);
    }
  };
  remove_in(git_dir, false);
  remove_in(git_dir / "refs", true);
  remove_in(git_dir / "objects/pack", false);
}

// git runs programs that a repository's configuration and hooks name, and reads objects from its alternates.
// A mirror needs none of them; anything found there was added by somebody else, for example through a cache
// that a CI system restored. So they are reset before git reads them.
void reset_settings(const fs::path& git_dir) {
  replace_file(git_dir / "config",
               "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n");
  for (const char* const name : {"config.worktree", "commondir", "gitdir", "hooks", "branches", "remotes",
                                 "worktrees", "modules", "info/attributes", "info/grafts", "info/exclude",
                                 "objects/info/alternates", "objects/info/http-alternates"})
    remove_tree(git_dir / name);
}

void make_bare(const fs::path& folder) {
  initialise();
  git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
  options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
  git_repository* made = nullptr;
  if (git_repository_init_ext(&made, folder.c_str(), &options) != 0)
    throw failure(fmt::format("cannot make the git repository {}", folder.string()));
  git_repository_free(made);
}

bool is_valid_ref(const std::string& ref) {
  int valid = 0;
  return git_reference_name_is_valid(&valid, ref.c_str()) == 0 && valid != 0;
}

void refresh(const fs::path& git_dir, const Origin& origin, const std::string& ref) {
  const std::vector<std::string> all = {"+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"};
  std::vector<std::string> with_head = all;
  with_head.push_back(std::string("+HEAD:") + k_mirror_head);
  // An empty origin, or one whose HEAD names a missing branch, is fetched without HEAD.
  if (!fetch(git_dir, origin, with_head)) {
    const RepositoryHandle repository = open_git_dir(git_dir);
    git_reference_remove(repository.get(), k_mirror_head);
    fetch(git_dir, origin, all);
  }
  if (is_full_id(ref) && !has_object(git_dir, ref)) {
    // The commit is on no branch and in no tag. Some servers send it on request; a ref keeps it. resolve()
    // reports the Error, because it knows the name that the user gave.
    try {
      fetch(git_dir, origin, {fmt::format("+{0}:refs/rpmworks/commits/{0}", ref)});
    } catch (const Error& error) {
      if (error.code() != ExitCode::upstream) throw;
    }
    return;
  }
  const bool fetched = ref.starts_with("refs/heads/") || ref.starts_with("refs/tags/");
  if (ref.starts_with("refs/") && !fetched && is_valid_ref(ref) &&
      !fetch(git_dir, origin, {fmt::format("+{0}:{0}", ref)}))
    throw Error(ExitCode::invalid, fmt::format("{} has no ref '{}'", origin.shown, ref))
        .hint("git ls-remote lists its refs");
}

}  // namespace

Repository Repository::mirror(const std::string& url, const std::string& ref, const fs::path& cache) {
  const Origin origin = parse_origin(url);
  const std::string name = folder_name(origin.url);
  // Absolute, because git runs in another folder.
  const fs::path folder = fs::absolute(cache);
  const fs::path git_dir = folder / (name + ".git");
  const FileLock lock = FileLock::wait(folder / (name + ".lock"));
  require_own_folder(folder, name + ".git", 1);
  if (!is_there(git_dir)) {
    // The mirror becomes visible when its first fetch is done. The lock makes the name exclusive, so what a
    // killed run left is removed.
    const Staging fresh(folder / (name + ".new"));
    make_bare(fresh.path);
    refresh(fresh.path, origin, ref);
    rename_durably(fresh.path, git_dir);
  } else if (!is_full_id(ref) || !has_object(git_dir, ref)) {
    sweep(git_dir);
    reset_settings(git_dir);
    refresh(git_dir, origin, ref);
  }
  auto state = std::make_unique<State>();
  state->handle = open_git_dir(git_dir);
  state->mirror_of = url;
  return Repository(std::move(state));
}

}  // namespace rpmworks::git
