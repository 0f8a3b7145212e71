// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "scaffold/kind.hpp"
#include "scaffold/tree_view.hpp"

namespace rpmworks::scaffold {

bool contains(std::string_view text, std::string_view part);
bool contains_any(std::string_view text, std::initializer_list<std::string_view> parts);

/// The build files of a tree, without tests and copies of other projects: the concatenated texts of each
/// kind, at most 4 MiB, and the languages in the tree.
struct BuildText {
  std::string cmake;     ///< CMakeLists.txt and *.cmake
  std::string meson;     ///< meson.build
  std::string autoconf;  ///< configure.ac and configure.in
  std::string make;      ///< Makefiles of make and of automake
  std::string python;    ///< setup.py, setup.cfg and pyproject.toml
  std::string all;
  std::string asks_git;  ///< the first build file that runs git; empty if there is none
  std::string fetches;   ///< the first build file that downloads other projects
  bool has_c = false;    ///< anywhere, headers as well
  bool has_cxx = false;
  bool has_native = false;   ///< sources of a compiled language anywhere
  bool is_compiled = false;  ///< sources of C and similar languages, not counting tests
};
BuildText build_text(const TreeView& tree);

/// The build systems of a project, judged by the build files in its top folder. The first is used unless
/// another is requested.
std::vector<Kind> kinds_of(const TreeView& tree);

/// The Makefile that make would use; empty if there is none.
std::string makefile_of(const TreeView& tree);

}  // namespace rpmworks::scaffold
