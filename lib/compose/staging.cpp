// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/staging.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <vector>

#include "core/error.hpp"

namespace rpmworks::compose {

namespace {

constexpr std::string_view k_staged = ".tmp";
constexpr std::string_view k_replaced = ".replaced";

fs::path hidden(const fs::path& place, std::string_view suffix) {
  return place.parent_path() / fmt::format(".{}{}", place.filename().string(), suffix);
}

// The lock is ours, so what an earlier run left behind belongs to nobody: but for a release that it had moved
// aside and did not come to replace.
void tidy(const fs::path& releases) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(releases)) names.push_back(entry.path().filename());
  for (const auto& name : names) {
    if (!name.starts_with('.')) continue;
    const fs::path left = releases / name;
    if (name.ends_with(k_staged)) remove_tree(left);
    if (!name.ends_with(k_replaced)) continue;
    const fs::path place = releases / name.substr(1, name.size() - 1 - k_replaced.size());
    if (fs::exists(fs::symlink_status(place)))
      remove_tree(left);
    else
      rename_durably(left, place);
  }
}

void sync_path(const fs::path& path) {
  const FileDescriptor fd = open_for_reading(path);
  // Some file systems cannot sync a folder and say EINVAL.
  if (::fsync(fd.get()) != 0 && errno != EINVAL) throw system_error("sync", path.string());
}

// Whether two folders changed places; false when the file system cannot do that.
bool exchange(const fs::path& one, const fs::path& other) {
  if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0) {
    sync_path(other.parent_path());
    return true;
  }
  if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
    throw system_error("rename to", other.string());
  return false;
}

}  // namespace

Staging::Staging(const store::Workspace& workspace, const std::string& release)
    : m_folder(hidden(workspace.releases() / release, k_staged)) {
  make_folders(workspace.releases());
  tidy(workspace.releases());
  make_folders(m_folder);
}

Staging::~Staging() {
  try {
    remove_tree(m_folder);
  } catch (const Error&) {
    // A destructor cannot report; the next run removes it.
  }
}

void Staging::become(const fs::path& place) const {
  sync();
  if (!fs::exists(place)) {
    rename_durably(m_folder, place);
    return;
  }
  if (exchange(m_folder, place)) return;
  const fs::path aside = hidden(place, k_replaced);
  rename_durably(place, aside);
  try {
    rename_durably(m_folder, place);
  } catch (...) {
    rename_durably(aside, place);
    throw;
  }
  remove_tree(aside);
}

// Packages are links to the store, which were synced when they were signed; syncing a thousand of them
// again would take seconds. Everything else was synced when it was written, so that the folders remain.
void Staging::sync() const {
  for (const auto& entry : fs::recursive_directory_iterator(m_folder))
    if (entry.is_directory() || (entry.path().extension() == ".rpm" && entry.hard_link_count() == 1))
      sync_path(entry.path());
  sync_path(m_folder);
}

}  // namespace rpmworks::compose
