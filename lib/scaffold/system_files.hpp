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

/// A file with a standard location in a system: a unit, a manual page, a completion …
struct SystemFile {
  SystemFileKind kind = SystemFileKind::unit;
  std::string path;          ///< path in the tree
  std::string name;          ///< installed name
  std::string folder;        ///< installation folder, with macros: "%{_unitdir}"
  bool is_template = false;  ///< NAME.in: the build generates the file
  bool is_built = false;     ///< a build file mentions it, so the build installs it
};

/// The files of these kinds in the tree, without tests and examples. `build_text` is the text of all build
/// files.
std::vector<SystemFile> system_files(const TreeView& tree, std::string_view build_text);

/// A user that a sysusers.d file declares.
struct SystemUser {
  std::string name;
  std::string comment;
  std::string home;  ///< "/" if the file does not set one
  std::string shell;
};
/// The users in a sysusers.d file that useradd can create; `is_complete` becomes false if the file has other
/// entries (fixed ids, memberships, placeholders).
std::vector<SystemUser> users_of(std::string_view sysusers, bool& is_complete);

}  // namespace rpmworks::scaffold
