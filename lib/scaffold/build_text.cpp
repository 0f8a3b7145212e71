// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/build_text.hpp"

#include <algorithm>

#include "scaffold/build_files.hpp"

namespace rpmworks::scaffold {

namespace {

constexpr size_t k_most_text = 4UL << 20;  // bytes of build files

void read_build_file(const TreeView& tree, const std::string& path, BuildText& text_of) {
  const std::string name = file_name(path);
  std::string* into = nullptr;
  if (name == "CMakeLists.txt" || (name.ends_with(".cmake") && !name.starts_with("Find")))
    into = &text_of.cmake;
  else if (name == "meson.build")
    into = &text_of.meson;
  else if (name == "configure.ac" || name == "configure.in")
    into = &text_of.autoconf;
  else if (name.starts_with("Makefile") || name == "GNUmakefile" || name == "makefile" ||
           ends_with_any(name, {".mk", ".am"}))
    into = &text_of.make;
  else if (name == "setup.py" || name == "setup.cfg" || name == "pyproject.toml")
    into = &text_of.python;
  if (!into || text_of.all.size() > k_most_text) return;
  const std::string text = tree.read(path) + "\n";
  *into += text;
  text_of.all += text;
  if (contains_any(text, {"git describe", "git-version-gen", "git rev-parse", "git log"}) &&
      text_of.asks_git.empty())
    text_of.asks_git = path;
  if (contains_any(text, {"FetchContent_", "ExternalProject_Add", "file(DOWNLOAD"}) &&
      text_of.fetches.empty())
    text_of.fetches = path;
}

}  // namespace

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return contains(text, part); });
}

BuildText build_text(const TreeView& tree) {
  BuildText text;
  for (const auto& entry : tree.entries()) {
    const bool is_aside = TreeView::is_aside(entry.path);
    text.has_c = text.has_c || ends_with_any(entry.path, {".c", ".h"});
    text.has_cxx = text.has_cxx || ends_with_any(entry.path, {".cpp", ".cc", ".cxx", ".C", ".hpp", ".hxx"});
    text.has_native =
        text.has_native || ends_with_any(entry.path, {".c", ".cpp", ".cc", ".cxx", ".pyx", ".rs", ".f90"});
    text.is_compiled =
        text.is_compiled ||
        (!is_aside && ends_with_any(entry.path, {".c", ".cpp", ".cc", ".cxx", ".C", ".f90", ".vala", ".S"}));
    if (!is_aside) read_build_file(tree, entry.path, text);
  }
  return text;
}

std::string makefile_of(const TreeView& tree) {
  for (const char* name : {"GNUmakefile", "makefile", "Makefile"})
    if (tree.has_top(name)) return name;
  return {};
}

std::vector<Kind> kinds_of(const TreeView& tree) {
  std::vector<Kind> kinds;
  const auto has = [&](const char* name) { return tree.has_top(name); };
  if (has("configure.ac") || has("configure.in") || has("configure")) kinds.push_back(Kind::autotools);
  if (has("CMakeLists.txt")) kinds.push_back(Kind::cmake);
  if (has("meson.build")) kinds.push_back(Kind::meson);
  if (has("pyproject.toml") || has("setup.py")) kinds.push_back(Kind::python);
  const std::string makefile = makefile_of(tree);
  const bool can_install = !makefile.empty() && has_target(tree.read(makefile), "install");
  if (can_install) kinds.push_back(Kind::make);
  if (has("Cargo.toml")) kinds.push_back(Kind::cargo);
  if (has("go.mod")) kinds.push_back(Kind::go);
  if (!makefile.empty() && !can_install) kinds.push_back(Kind::make);
  if (kinds.empty()) kinds.push_back(Kind::files);
  return kinds;
}

}  // namespace rpmworks::scaffold
