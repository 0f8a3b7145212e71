// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/workspace.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "core/error.hpp"

namespace rpmworks::store {

fs::path default_cache() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return std::string(value ? value : "");
  };
  if (const std::string own = variable("RPMWORKS_CACHE"); !own.empty()) return fs::absolute(own);
  // A relative $XDG_CACHE_HOME is to be ignored (XDG Base Directory Specification).
  if (const std::string xdg = variable("XDG_CACHE_HOME"); xdg.starts_with('/'))
    return fs::path(xdg) / "rpmworks";
  if (const std::string home = variable("HOME"); !home.empty()) return fs::path(home) / ".cache/rpmworks";
  throw Error(ExitCode::usage, "there is nowhere to keep the cache: HOME is not set")
      .hint("set RPMWORKS_CACHE to a folder");
}

FileLock Workspace::open() const {
  FileLock lock = FileLock::take(lock_file(), fmt::format("the workspace {}", root.string()));
  // Nobody else can be using it now, so what is in it was left behind by a run that was killed.
  remove_tree(tmp());
  make_folders(tmp());
  return lock;
}

}  // namespace rpmworks::store
