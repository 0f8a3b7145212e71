// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/files.hpp"
#include "spec.hpp"

namespace rpmworks::hostbase {

inline constexpr const char* k_setup = "hostbase-setup";
inline constexpr const char* k_filesystem = "hostbase-filesystem";
inline constexpr const char* k_rpm_macros = "hostbase-rpm-macros";

/// The recipe version, an input of every package. Increase it if specs stay the same but packages would
/// change.
inline constexpr int k_recipe_version = 3;

/// The package of users and groups, which must be installed before files that belong to them. Fills `root`
/// and returns its description.
Recipe setup_package(const fs::path& root);

/// The root's folders and links, and the few files in /etc that Debian's maintainer scripts write. It
/// requires Debian's essential packages, which no package lists as a dependency: a shell, the loader's cache.
/// Fills `root` and returns its description.
Recipe filesystem_package(const fs::path& root, const std::string& arch);

/// The macros that specs for Fedora expect and Debian's rpm lacks. Fills `root` and returns its description.
/// `multiarch` is the library folder's name ("x86_64-linux-gnu"), `python` the version of python3 ("3.11").
Recipe rpm_macros_package(const fs::path& root, const std::string& multiarch, const std::string& python);

/// Whether a folder belongs to hostbase-filesystem, so that no other package contains it.
bool is_filesystem_folder(std::string_view path);

/// Scriptlets that replace Debian's maintainer scripts of a package: spec text, usually empty.
std::string scriptlets_of(const std::string& debian_name);

}  // namespace rpmworks::hostbase
