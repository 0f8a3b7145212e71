// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/workspace.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "core/error.hpp"
#include "core/own_folder.hpp"

namespace rpmworks::store {

namespace {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value ? value : "";
}

// A folder of the user: $`own`, else a folder in $`xdg`, else `below_home` in $HOME.
fs::path users_folder(const std::string& what, const char* own, const char* xdg, const char* below_home) {
  if (const std::string place = variable(own); !place.empty()) return fs::absolute(place);
  // A relative path must be ignored (XDG Base Directory Specification).
  if (const std::string place = variable(xdg); place.starts_with('/')) return fs::path(place) / "rpmworks";
  if (const std::string home = variable("HOME"); !home.empty())
    return fs::path(home) / below_home / "rpmworks";
  throw Error(ExitCode::usage, fmt::format("there is nowhere to keep the {}: HOME is not set", what))
      .hint(fmt::format("set {} to a folder", own));
}

}  // namespace

fs::path default_cache() {
  return users_folder("cache", "RPMWORKS_CACHE", "XDG_CACHE_HOME", ".cache");
}

std::string default_cache_source() {
  if (!variable("RPMWORKS_CACHE").empty()) return "RPMWORKS_CACHE";
  return variable("XDG_CACHE_HOME").starts_with('/') ? "XDG_CACHE_HOME" : "HOME";
}

fs::path default_data() {
  return users_folder("data", "RPMWORKS_DATA", "XDG_DATA_HOME", ".local/share");
}

void Workspace::require_own() const {
  // Files in tmp() may belong to the users of a build; they are removed without following links.
  static constexpr struct {
    const char* place;
    int depth;
  } k_places[] = {{".rpmworks", 1},       {".rpmworks/tmp", 0},   {".rpmworks/results", 2},
                  {".rpmworks/store", 2}, {".rpmworks/slurm", 1}, {".rpmworks/releases", 1}};
  for (const auto& [place, depth] : k_places) require_own_folder(root, place, depth);
}

std::string Workspace::require_own_releases() const {
  const std::string team = require_own_or_team_folder(root, releases().filename());
  if (team.empty()) return {};
  return fmt::format(
      "the group {} can write into {}: each of its members can replace releases there, also "
      "while this run writes them",
      team, releases().string());
}

void require_own_store(const fs::path& folder) {
  with_context("checking the store set by --store", [&] {
    require_own_place(
        folder, 2,
        "pass a folder of your own with --store, or omit the option to use the store of the workspace");
  });
}

FileLock Workspace::open(const std::function<void(const Error&)>& on_wait) const {
  make_own_folders(root, state().filename());
  require_own();
  FileLock lock = FileLock::take(lock_file(), fmt::format("the workspace {}", root.string()), on_wait);
  // This run holds the lock, so everything in tmp() was left by a run that was killed.
  remove_tree(tmp());
  make_own_folders(root, tmp().lexically_relative(root), private_mode());
  // If the workspace is a git repository, `git add -A` must not add this folder.
  if (const fs::path ignore = state() / ".gitignore"; !is_there(ignore)) replace_file(ignore, "*\n");
  return lock;
}

}  // namespace rpmworks::store
