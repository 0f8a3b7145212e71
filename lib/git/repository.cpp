// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/repository.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "git/handles.hpp"
#include "git/partial.hpp"
#include "git/tree_walk.hpp"

namespace rpmworks::git {

namespace {

class Listing final : public TreeWalk {
 public:
  std::vector<TreeEntry> entries;

 private:
  void enter(const std::string&, const git_tree*) override {}
  void leave(const std::string&) override {}
  void visit(TreeEntry entry) override { entries.push_back(std::move(entry)); }
  bool wants(const TreeEntry&) override { return true; }
};

// With extensions.worktreeConfig, `core.bare` is in a separate file that libgit2 (before 1.8) does not read.
bool is_bare_by_own_configuration(git_repository* repository) {
  const auto says = [](git_config* config, const char* name) {
    int value = 0;
    return git_config_get_bool(&value, config, name) == 0 && value != 0;
  };
  git_config* raw = nullptr;
  if (git_repository_config_snapshot(&raw, repository) != 0) return false;
  const ConfigHandle shared(raw);
  if (!says(raw, "extensions.worktreeconfig")) return false;
  const fs::path file = fs::path(git_repository_path(repository)) / "config.worktree";
  if (git_config_open_ondisk(&raw, file.c_str()) != 0) return false;
  return says(ConfigHandle(raw).get(), "core.bare");
}

// libgit2 assumes a work tree around any git directory without `core.bare`; git only around a ".git".
bool has_no_work_tree(git_repository* repository) {
  if (git_repository_is_bare(repository) || git_repository_is_worktree(repository)) return false;
  if (is_bare_by_own_configuration(repository)) return true;
  const auto folder_of = [](const char* path) { return (fs::path(path) / "").parent_path(); };
  const fs::path git_dir = folder_of(git_repository_path(repository));
  return git_dir.filename() != ".git" &&
         git_dir.parent_path() == folder_of(git_repository_workdir(repository));
}

}  // namespace

Repository::Repository(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

Repository Repository::open(const fs::path& path) {
  initialise();
  git_repository* handle = nullptr;
  int result = git_repository_open_ext(&handle, path.c_str(), 0, nullptr);
  if (result == 0 && has_no_work_tree(handle)) {
    const RepositoryHandle other(handle);
    result = git_repository_open_ext(&handle, git_repository_path(other.get()),
                                     GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE, nullptr);
  }
  // The .git folder of a work tree that no longer exists, such as a submodule's after git submodule deinit.
  if (result == GIT_ENOTFOUND)
    result = git_repository_open_ext(&handle, path.c_str(),
                                     GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE, nullptr);
  // libgit2 skips a folder without read permission.
  if (result == GIT_ENOTFOUND && ::access(path.c_str(), R_OK | X_OK) != 0 && errno == EACCES)
    throw system_error("open the git repository", path.string());
  if (result == GIT_ENOTFOUND)
    throw Error(ExitCode::invalid, fmt::format("{} is not in a git repository", path.string()))
        .hint(fs::exists(path) ? "name a folder of a work tree or a bare repository; create one with git init"
                               : "no such file or folder");
  if (result != 0) {
    Error error = failure(fmt::format("cannot open the git repository {}", path.string()), ExitCode::invalid);
    const std::string_view why = error.what();
    const bool is_sha256 = why.find("objectformat") != std::string_view::npos ||
                           why.find("object format") != std::string_view::npos;
    throw std::move(error).hint(
        is_sha256
            ? "it uses SHA-256 object names, which libgit2 does not support; git fast-export --all and git "
              "fast-import make a SHA-1 copy of it"
            : "its format may be newer than libgit2 supports (reftable); git clone makes a plain copy");
  }
  auto state = std::make_unique<State>();
  state->handle.reset(handle);
  return Repository(std::move(state));
}

Repository Repository::at(const std::string& place, const std::string& ref, const fs::path& cache) {
  const fs::path folder(place);
  if (!folder.is_absolute()) return mirror(place, ref, cache);
  Repository repository = open(folder);
  // A folder that is not a repository may be inside one, such as that of repos.yaml. The user did not mean
  // that one.
  const auto is = [&](const fs::path& other) {
    std::error_code missing;
    return !other.empty() && fs::equivalent(folder, other, missing) && !missing;
  };
  if (is(repository.work_tree()) || is(repository.git_dir())) return repository;
  std::string around = repository.work_tree().string();
  while (around.size() > 1 && around.ends_with('/')) around.pop_back();
  throw Error(ExitCode::invalid,
              fmt::format("{} is not a git repository, but a folder inside the repository {}",
                          folder.string(), around))
      .hint("name the repository's top folder, and set `subdir` to the folder to package");
}

std::vector<TreeEntry> Repository::tree(const Commit& commit, const std::string& subdir) const {
  Listing listing;
  listing.walk(m_state->handle.get(), commit, subdir);
  return std::move(listing.entries);
}

std::string Repository::blob(const std::string& id) const {
  return ObjectReader(m_state->handle.get()).blob(id);
}

bool Repository::is_partial() const {
  return git::is_partial(m_state->handle.get());
}

std::optional<TreeEntry> Repository::entry(const Commit& commit, const std::string& path) const {
  git_repository* const repository = m_state->handle.get();
  if (path.empty()) return TreeEntry{.kind = TreeEntry::Kind::folder, .id = commit.tree};
  const TreeHandle tree = lookup_tree(repository, oid_of(commit.tree));
  git_tree_entry* raw = nullptr;
  const int result = git_tree_entry_bypath(&raw, tree.get(), path.c_str());
  if (result == GIT_ENOTFOUND) return std::nullopt;
  if (result != 0) throw failure(fmt::format("cannot find '{}' in commit {}", path, commit.id));
  const TreeEntryHandle owned(raw);
  return TreeEntry{.kind = kind_of(raw, path), .path = path, .id = hex_of(*git_tree_entry_id(raw))};
}

fs::path Repository::git_dir() const {
  return git_repository_path(m_state->handle.get());
}

fs::path Repository::common_dir() const {
  return git_repository_commondir(m_state->handle.get());
}

std::optional<std::string> Repository::own_setting(const std::string& name) const {
  git_config* opened = nullptr;
  if (git_repository_config_snapshot(&opened, m_state->handle.get()) != 0) return std::nullopt;
  const ConfigHandle config(opened);
  const char* value = nullptr;
  if (git_config_get_string(&value, config.get(), name.c_str()) != 0) return std::nullopt;
  return value;
}

std::string Repository::origin() const {
  if (!m_state->mirror_of.empty()) return m_state->mirror_of;
  git_repository* const repository = m_state->handle.get();
  const fs::path folder = work_tree().empty() ? git_dir() : work_tree();
  git_config* raw = nullptr;
  if (git_repository_config_snapshot(&raw, repository) != 0)
    throw failure(fmt::format("cannot read the configuration of {}", folder.string()), ExitCode::invalid);
  const ConfigHandle config(raw);
  const char* url = nullptr;
  const bool has_origin = git_config_get_string(&url, raw, "remote.origin.url") == 0 && url && *url;
  // A path is relative to the repository.
  const bool is_path = has_origin && std::string_view(url).find(':') == std::string_view::npos;
  if (has_origin && !is_path) return url;
  std::string path = (folder / (has_origin ? url : "")).lexically_normal().string();
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

fs::path Repository::work_tree() const {
  const char* const folder = git_repository_workdir(m_state->handle.get());
  return folder ? folder : "";
}

}  // namespace rpmworks::git
