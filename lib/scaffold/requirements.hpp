// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// What build files ask for, as BuildRequires. Conditions around it are not evaluated.
struct Requirements {
  std::set<std::string> needed;
  std::set<std::string> optional;  ///< the build may go on without: REQUIRED or `required: true` is missing

  void add(const std::string& requirement, bool is_needed = true) {
    if (!requirement.empty()) (is_needed ? needed : optional).insert(requirement);
  }
  void add(const Requirements& other);
};

/// find_package, find_program and pkg_check_modules of CMakeLists.txt and *.cmake.
Requirements requirements_of_cmake(std::string_view text);
/// dependency, find_program and the languages of project() of meson.build; `is_file` tells of the project's
/// own programs. Features count as needed, as %meson enables them.
Requirements requirements_of_meson(std::string_view text);
/// PKG_CHECK_MODULES, AC_CHECK_LIB, AC_CHECK_HEADERS and macros that come with tools, of configure.ac.
/// Libraries that configure looks for by AC_CHECK_LIB and AC_CHECK_HEADERS alone are optional: it decides
/// what follows.
Requirements requirements_of_autoconf(std::string_view text);
/// pkg-config and -l of a Makefile.
Requirements requirements_of_makefile(std::string_view text);

/// The modules of pkg-config in a text as pkg_check_modules has it ("glib-2.0 >= 2.40 gio-2.0"), each as
/// "pkgconfig(glib-2.0) >= 2.40".
std::set<std::string> pkgconfig_requirements(std::string_view modules);

}  // namespace rpmworks::scaffold
