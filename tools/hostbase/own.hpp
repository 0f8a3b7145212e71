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

/// The recipe version: part of what a package is built again for. Raise it when specs would be the same but
/// packages not.
inline constexpr int k_recipe_version = 3;

/// The users and groups, which must be there before anything that belongs to one of them is installed. Fills
/// `root` and describes it.
Recipe setup_package(const fs::path& root);

/// The root's folders and links, and the few files in /etc that Debian's maintainer scripts write. It draws
/// in what Debian calls essential and nobody names as a dependency: a shell, the loader's cache. Fills `root`
/// and describes it.
Recipe filesystem_package(const fs::path& root, const std::string& arch);

/// The macros that specs written for Fedora expect and Debian's rpm lacks. Fills `root` and describes it.
/// `multiarch` is the library folder's name ("x86_64-linux-gnu"), `python` the version of python3 ("3.11").
Recipe rpm_macros_package(const fs::path& root, const std::string& multiarch, const std::string& python);

/// Whether a folder belongs to hostbase-filesystem, so that no other package lists it.
bool is_filesystem_folder(std::string_view path);

/// Scriptlets a package needs in place of Debian's maintainer scripts: spec text, empty for most.
std::string scriptlets_of(const std::string& debian_name);

}  // namespace rpmworks::hostbase
