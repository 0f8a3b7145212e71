// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/workspace.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "core/error.hpp"

namespace rpmworks::store {

namespace {

fs::path from_environment(const char* variable) {
  const char* value = std::getenv(variable);
  return value ? fs::path(value) : fs::path();
}

}  // namespace

fs::path default_cache() {
  if (const fs::path own = from_environment("RPMWORKS_CACHE"); !own.empty())
    return fs::absolute(own).lexically_normal();
  // The XDG base directory specification: a relative path is to be ignored.
  if (const fs::path xdg = from_environment("XDG_CACHE_HOME"); xdg.is_absolute()) return xdg / "rpmworks";
  if (const fs::path home = from_environment("HOME"); home.is_absolute()) return home / ".cache" / "rpmworks";
  throw Error(ExitCode::invalid, "there is no folder for the cache: HOME is not set")
      .hint("name one with --cache DIR or in RPMWORKS_CACHE");
}

FileLock Workspace::open() const {
  FileLock lock = FileLock::take(lock_file(), fmt::format("the workspace {}", root.string()));
  // Nobody else can be using it now, so what is in it was left behind by a run that was killed.
  remove_tree(tmp());
  make_folders(tmp());
  return lock;
}

}  // namespace rpmworks::store
