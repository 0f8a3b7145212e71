// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// The BuildRequires for a library linked with -lNAME ("z" → "pkgconfig(zlib)"). Empty for the C library and
/// for unknown names.
std::string requirement_of_library(std::string_view name);

/// The BuildRequires for a header ("zlib.h" → "pkgconfig(zlib)"); empty for unknown ones.
std::string requirement_of_header(std::string_view path);

/// The BuildRequires for find_package(NAME) of CMake: the library for packages with a find module in CMake,
/// cmake(NAME) for others. Empty for packages that every build has (Threads) and for invalid names.
std::string requirement_of_cmake_package(std::string_view name);

/// The BuildRequires for dependency('NAME') of Meson: pkgconfig(NAME), except for the few that Meson finds
/// differently.
std::string requirement_of_meson_dependency(std::string_view name);

/// What to build-require for a program of this name: a package, or the path /usr/bin/NAME. Empty for those of
/// every build root and for what is no plain name.
std::string requirement_of_program(std::string_view name);

}  // namespace rpmworks::scaffold
