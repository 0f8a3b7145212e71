// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "scaffold/build_options.hpp"

namespace rpmworks::scaffold {

// If the tree is laid out like / (usr, etc, …), installs it unchanged; otherwise, finds programs and data.
void find_loose_files(const TreeView& tree, Project& project) {
  for (const char* root : {"etc", "opt", "srv", "usr", "var"})
    if (tree.has_top(root) && !tree.file(root)) project.roots.emplace_back(root);
  if (tree.has_top("package.json"))
    project.warnings.emplace_back("there is no template for npm: the spec installs the files unchanged");
  if (!project.roots.empty()) {
    // The files below these roots are installed with the roots.
    std::erase_if(project.system_files, [&](const SystemFile& file) {
      return std::any_of(project.roots.begin(), project.roots.end(),
                         [&](const std::string& root) { return file.path.starts_with(root + "/"); });
    });
    return;
  }
  std::set<std::string> placed;
  for (const auto& file : project.system_files) placed.insert(file.path);
  std::set<std::string> with_more;  // top-level names with files that are not installed elsewhere
  for (const auto& entry : tree.entries()) {
    const bool is_near = entry.path.starts_with("bin/") || !contains(entry.path, "/");
    const bool is_program = is_near && entry.kind == git::TreeEntry::Kind::executable;
    if (is_program) project.programs.push_back(entry.path);
    if (!is_program && !placed.contains(entry.path))
      with_more.insert(entry.path.substr(0, entry.path.find('/')));
  }
  const auto is_one_of = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const auto& name : with_more)
    if (!name.starts_with('.') && !is_one_of(project.license_files, name) &&
        !is_one_of(project.documents, name))
      project.data.push_back(name);
  if (project.programs.empty() && project.data.empty() && project.system_files.empty())
    project.warnings.emplace_back(
        "no files to install were found: write the installation commands into %install");
}

}  // namespace rpmworks::scaffold
