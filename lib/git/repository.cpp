// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/repository.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "git/handles.hpp"
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

}  // namespace

Repository::Repository(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

Repository Repository::open(const fs::path& path) {
  initialise();
  git_repository* handle = nullptr;
  const int result = git_repository_open_ext(&handle, path.c_str(), 0, nullptr);
  // libgit2 passes over what it may not look into.
  if (result == GIT_ENOTFOUND && ::access(path.c_str(), R_OK | X_OK) != 0 && errno == EACCES)
    throw system_error("open the git repository", path.string());
  if (result == GIT_ENOTFOUND)
    throw Error(ExitCode::invalid, fmt::format("{} is in no git repository", path.string()))
        .hint(fs::exists(path) ? "name a folder of a work tree or a bare repository; git init makes one"
                               : "there is nothing of that name");
  if (result != 0)
    throw failure(fmt::format("cannot open the git repository {}", path.string()), ExitCode::invalid)
        .hint("its format may be newer than libgit2 knows (SHA-256, reftable); git clone makes a plain copy");
  auto state = std::make_unique<State>();
  state->handle.reset(handle);
  return Repository(std::move(state));
}

std::vector<TreeEntry> Repository::tree(const Commit& commit, const std::string& subdir) const {
  Listing listing;
  listing.walk(m_state->handle.get(), commit, subdir);
  return std::move(listing.entries);
}

std::string Repository::blob(const std::string& id) const {
  return ObjectReader(m_state->handle.get()).blob(id);
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

fs::path Repository::work_tree() const {
  const char* const folder = git_repository_workdir(m_state->handle.get());
  return folder ? folder : "";
}

}  // namespace rpmworks::git
