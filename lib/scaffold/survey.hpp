// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/repository.hpp"
#include "scaffold/kind.hpp"
#include "scaffold/system_files.hpp"

namespace rpmworks::scaffold {

/// What a repository shows of the project in it: what a spec says.
struct Project {
  Kind kind = Kind::files;
  std::vector<Kind> other_kinds;  ///< it could be built so as well; empty where the kind was asked for
  std::string name;               ///< one that rpm allows
  std::string version;            ///< likewise
  std::string summary;
  std::string license;  ///< an SPDX expression
  std::string url;      ///< empty when there is none
  std::vector<std::string> license_files;
  std::vector<std::string> documents;
  std::vector<std::string> build_requires;
  std::vector<std::string> optional_requires;  ///< what the build may go on without
  bool noarch = false;
  std::string no_debug;          ///< why there is nothing to debug, a sentence; empty where there is
  bool is_library = false;       ///< others are compiled with it: a -devel package
  bool is_headers_only = false;  ///< a library that nothing is compiled of: -devel is its only package
  std::string prepare;           ///< the command that makes configure; empty when it is there
  std::vector<std::string> configure_options;  ///< of cmake and meson: what leaves tests and examples out
  bool uses_libtool = false;                   ///< of autotools: static libraries can be turned off
  std::vector<std::string> environment;        ///< NAME=VALUE of the build
  std::vector<std::string> variables;          ///< of make: NAME=VALUE of its command line
  std::string main_packages;                   ///< of go: what to build, words for the shell
  std::vector<std::string> roots;              ///< of files: folders that are laid out as below /
  std::vector<std::string> programs;           ///< of files: executables for /usr/bin
  std::vector<std::string> data;               ///< of files: what goes to /usr/share/NAME
  std::vector<SystemFile> system_files;        ///< units, manual pages …
  std::vector<SystemUser> users;               ///< made before the package is installed
  git::Commit commit;                          ///< HEAD

  std::string name_from;              ///< "configure.ac"; for messages
  std::string version_from;           ///< "the tag v1.0"; empty when the version is a placeholder
  std::string license_from;           ///< "LICENSE"; empty when the license is a placeholder
  std::string summary_from;           ///< "README.md"; empty when the summary is a placeholder
  std::vector<std::string> warnings;  ///< what the packager has to look at
};

/// Looks at HEAD's files and reads its build files, README and license as text: bounded, through no symbolic
/// link, nothing of them is run. Throws Error(invalid) for a bare repository and one without a commit.
Project survey(const git::Repository& repository, std::optional<Kind> wanted = std::nullopt);

}  // namespace rpmworks::scaffold
