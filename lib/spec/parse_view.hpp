// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/files.hpp"
#include "git/tree_files.hpp"

namespace rpmworks::spec {

/// How much of its tree a spec asks for while it is parsed.
enum class Sight {
  nothing,  ///< it includes no file and runs no command
  near,     ///< the files at the root, beside the spec and in the folders where sources are kept
  all       ///< a command names something of the tree beyond those
};

/// Whether it includes no file and runs no command: it sees nothing of its tree, and says the same in each.
bool sees_nothing(const std::string& spec_text);

Sight sight_of(const std::string& spec_text, const std::string& spec, const git::TreeFiles& tree,
               const std::string& root);

/// Writes what the spec at path `spec` may see into `folder` as it stands in the tree, and the near files by
/// their names into `sources`, as %{_sourcedir}. Links become the files they lead to. `root` is the folder
/// that is packaged.
void lay_out(const git::TreeFiles& tree, Sight sight, const std::string& spec, const std::string& root,
             const fs::path& folder, const fs::path& sources);

/// Where the sources of a spec are looked for, nearest first: beside it, at the root, and in the usual
/// folders.
std::vector<std::string> source_folders(const std::string& spec, const std::string& root);

/// Writes a new file below `folder`, which must not hold it yet; never through a link. Throws Error(invalid)
/// for a path that would leave the folder.
void write_below(const fs::path& folder, const std::string& path, std::string_view bytes,
                 bool executable = false);

/// Gives a file the time that rpm is to put into the package's header.
void set_time(const fs::path& file, int64_t time);

}  // namespace rpmworks::spec
