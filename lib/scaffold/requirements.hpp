// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// The requirements of build files, as BuildRequires. Conditions are not evaluated.
struct Requirements {
  std::set<std::string> needed;
  std::set<std::string> optional;  ///< the build works without them: there is no REQUIRED or `required: true`

  void add(const std::string& requirement, bool is_needed = true) {
    if (!requirement.empty()) (is_needed ? needed : optional).insert(requirement);
  }
  void add(const Requirements& other);
};

/// find_package, find_program and pkg_check_modules of CMakeLists.txt and *.cmake.
Requirements requirements_of_cmake(std::string_view text);
/// dependency, find_program and the languages of project() in meson.build; `is_file` returns whether a
/// program is part of the project. Features count as required, because %meson enables them.
Requirements requirements_of_meson(std::string_view text);
/// PKG_CHECK_MODULES, AC_CHECK_LIB, AC_CHECK_HEADERS and macros of certain tools in configure.ac. Libraries
/// found only by AC_CHECK_LIB and AC_CHECK_HEADERS are optional, because configure decides what follows.
Requirements requirements_of_autoconf(std::string_view text);
/// pkg-config and -l of a Makefile.
Requirements requirements_of_makefile(std::string_view text);

/// The pkg-config modules in the syntax of pkg_check_modules ("glib-2.0 >= 2.40 gio-2.0"), each as
/// "pkgconfig(glib-2.0) >= 2.40".
std::set<std::string> pkgconfig_requirements(std::string_view modules);

}  // namespace rpmworks::scaffold
