// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// What to build-require for a library that the linker is asked for as -lNAME ("z" → "pkgconfig(zlib)").
/// Empty for those of the C library and for names that are not well known.
std::string requirement_of_library(std::string_view name);

/// What to build-require for a header ("zlib.h" → "pkgconfig(zlib)"); empty for those not well known.
std::string requirement_of_header(std::string_view path);

/// What to build-require for find_package(NAME) of CMake: for packages that CMake itself finds the library,
/// for others cmake(NAME). Empty for what every build has (Threads) and for names that are none.
std::string requirement_of_cmake_package(std::string_view name);

/// What to build-require for dependency('NAME') of Meson: pkgconfig(NAME), except for the few that Meson
/// finds in another way.
std::string requirement_of_meson_dependency(std::string_view name);

/// What to build-require for a program of this name: a package, or the path /usr/bin/NAME. Empty for those of
/// every build root and for what is no plain name.
std::string requirement_of_program(std::string_view name);

}  // namespace rpmworks::scaffold
