// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/repository.hpp"
#include "scaffold/kind.hpp"
#include "scaffold/system_files.hpp"

namespace rpmworks::scaffold {

/// What a repository shows about its project: the data for a spec.
struct Project {
  Kind kind = Kind::files;
  std::vector<Kind> other_kinds;  ///< other possible build systems; empty if the kind was requested
  std::string name;               ///< valid for rpm
  std::string version;            ///< valid for rpm
  std::string summary;
  std::string license;  ///< an SPDX expression
  std::string url;      ///< empty if there is none
  std::vector<std::string> license_files;
  std::vector<std::string> documents;
  std::vector<std::string> build_requires;
  std::vector<std::string> optional_requires;  ///< optional dependencies of the build
  bool noarch = false;
  std::string no_debug;          ///< why there is no debuginfo package, as a sentence; empty if there is one
  bool is_library = false;       ///< has a -devel package
  bool is_headers_only = false;  ///< a header-only library: -devel is its only package
  std::string prepare;           ///< the command that generates configure; empty if it exists
  std::vector<std::string> configure_options;  ///< cmake and meson: options that disable tests and examples
  bool uses_libtool = false;                   ///< autotools: static libraries can be disabled
  std::vector<std::string> environment;        ///< NAME=VALUE for the build
  std::vector<std::string> variables;          ///< make: NAME=VALUE for its command line
  std::string main_packages;                   ///< go: packages to build, as shell words
  std::vector<std::string> roots;              ///< files: folders laid out as below /
  std::vector<std::string> programs;           ///< files: executables for /usr/bin
  std::vector<std::string> data;               ///< files: content of /usr/share/NAME
  std::vector<SystemFile> system_files;        ///< units, manual pages …
  std::vector<SystemUser> users;               ///< created before the package is installed
  git::Commit commit;                          ///< HEAD

  std::string name_from;              ///< "configure.ac"; for messages
  std::string version_from;           ///< "the tag v1.0"; empty if the version is a placeholder
  std::string license_from;           ///< "LICENSE"; empty if the license is a placeholder
  std::string summary_from;           ///< "README.md"; empty if the summary is a placeholder
  std::vector<std::string> warnings;  ///< things that the packager must check
};

/// Examines HEAD's files and reads its build files, README and license as text: limited in size, without
/// following symbolic links or running anything. Throws Error(invalid) for a bare repository and one without
/// a commit.
Project survey(const git::Repository& repository, std::optional<Kind> wanted = std::nullopt);

}  // namespace rpmworks::scaffold
