// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/repository.hpp"
#include "scaffold/kind.hpp"

namespace rpmworks::scaffold {

/// What a repository shows of the project in it: what a spec says.
struct Project {
  Kind kind = Kind::files;
  std::string name;     ///< one that rpm allows
  std::string version;  ///< likewise
  std::string summary;
  std::string license;  ///< an SPDX expression
  std::string url;      ///< empty when there is none
  std::vector<std::string> license_files;
  std::vector<std::string> documents;
  std::vector<std::string> build_requires;
  bool noarch = false;
  std::string no_debug;               ///< why there is nothing to debug, a sentence; empty where there is
  bool autoreconf = false;            ///< configure has to be made
  std::vector<std::string> roots;     ///< of files: folders that are laid out as below /
  std::vector<std::string> programs;  ///< of files: executables for /usr/bin
  std::vector<std::string> data;      ///< of files: what goes to /usr/share/NAME
  git::Commit commit;                 ///< HEAD

  std::string version_from;           ///< "the tag v1.0"; for messages
  std::string license_from;           ///< "LICENSE"; empty when the license is a placeholder
  std::vector<std::string> warnings;  ///< what the packager has to look at
};

/// Looks at HEAD's list of files and reads the top folder's build files, README and license in the work tree
/// as text: bounded, through no symbolic link, nothing of them is run. Throws Error(invalid) for a bare
/// repository and one without a commit.
Project survey(const git::Repository& repository, std::optional<Kind> wanted = std::nullopt);

}  // namespace rpmworks::scaffold
