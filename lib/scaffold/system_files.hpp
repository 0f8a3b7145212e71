// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scaffold/tree_view.hpp"

namespace rpmworks::scaffold {

enum class SystemFileKind {
  unit,
  user_unit,
  sysusers,
  tmpfiles,
  manual,
  desktop,
  bash_completion,
  zsh_completion,
  fish_completion
};

/// A file that has a fixed place in a system: a unit, a manual page, a completion …
struct SystemFile {
  SystemFileKind kind = SystemFileKind::unit;
  std::string path;          ///< in the tree
  std::string name;          ///< installed
  std::string folder;        ///< where it is installed, in macros: "%{_unitdir}"
  bool is_template = false;  ///< NAME.in: the build fills it in
  bool is_built = false;     ///< a build file speaks of it, so that the build installs it
};

/// The files of these kinds in the tree, tests and examples aside. `build_text` is the text of all build
/// files.
std::vector<SystemFile> system_files(const TreeView& tree, std::string_view build_text);

/// A user that a sysusers.d file declares.
struct SystemUser {
  std::string name;
  std::string comment;
  std::string home;  ///< "/" where the file says none
  std::string shell;
};
/// The users of a sysusers.d file whose lines can be said by useradd; `is_complete` is false when it says
/// more than that (fixed ids, memberships, placeholders).
std::vector<SystemUser> users_of(std::string_view sysusers, bool& is_complete);

}  // namespace rpmworks::scaffold
