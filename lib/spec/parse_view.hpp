// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/files.hpp"
#include "spec/spec_in_tree.hpp"

namespace rpmworks::spec {

/// How much of its tree a spec can read while it is parsed.
enum class TreeAccess {
  none,  ///< no file: the spec includes none and runs no command
  near,  ///< the files at the root, beside the spec and in the source folders
  full   ///< every file: a command names something outside of those folders
};

/// Whether the spec includes no file and runs no command, so that it parses the same in every tree.
bool reads_no_file(const std::string& spec_text);

/// `text` is the current text of the spec, which may differ from the file in the tree.
TreeAccess tree_access_of(const std::string& text, const SpecInTree& spec);

/// Writes the files of the tree that the spec can read into `folder`, and those of the near folders also by
/// name into `sources`, which becomes %{_sourcedir}. Symbolic links become copies of their targets.
void write_visible_files(const SpecInTree& spec, TreeAccess access, const fs::path& folder,
                         const fs::path& sources);

/// The folders that are searched for a spec's sources, in order: the spec's own, the root, and the usual
/// folders.
std::vector<std::string> source_folders(const std::string& spec, const std::string& root);

/// Writes a new file below `folder`, never through a link. Throws Error(invalid) if the file exists or if the
/// path would leave the folder.
void write_below(const fs::path& folder, const std::string& path, std::string_view bytes,
                 bool executable = false);

/// Sets the time of a file, which rpm puts into the package's header.
void set_time(const fs::path& file, int64_t time);

}  // namespace rpmworks::spec
