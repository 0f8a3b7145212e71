// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/workspace.hpp"

#include <fmt/format.h>

namespace rpmworks::store {

FileLock Workspace::open() const {
  FileLock lock = FileLock::take(lock_file(), fmt::format("the workspace {}", root.string()));
  // Nobody else can be using it now, so what is in it was left behind by a run that was killed.
  remove_tree(tmp());
  make_folders(tmp());
  return lock;
}

}  // namespace rpmworks::store
