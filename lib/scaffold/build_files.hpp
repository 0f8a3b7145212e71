// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::scaffold {

/// The data in a project's build file; empty if it is missing or computed.
struct Facts {
  std::string name;
  std::string version;  ///< as written, may not be valid for rpm
  std::string summary;
  std::string license;  ///< as written: an SPDX expression, or the name of a license
  std::string url;
};

/// Each reads the text of one build file without running it: only literal values are found.
Facts facts_of_cmake(std::string_view text);      ///< project() of CMakeLists.txt
Facts facts_of_meson(std::string_view text);      ///< project() of meson.build
Facts facts_of_autoconf(std::string_view text);   ///< AC_INIT of configure.ac
Facts facts_of_makefile(std::string_view text);   ///< the variables NAME, PACKAGE and VERSION
Facts facts_of_pyproject(std::string_view text);  ///< [project] or [tool.poetry] of pyproject.toml
Facts facts_of_setup_cfg(std::string_view text);  ///< [metadata] of setup.cfg
Facts facts_of_setup_py(std::string_view text);   ///< setup() of setup.py
Facts facts_of_cargo(std::string_view text);      ///< [package] of Cargo.toml
Facts facts_of_npm(std::string_view text);        ///< package.json
Facts facts_of_go(std::string_view text);         ///< the module of go.mod

/// Whether a Makefile has a target of this name.
bool has_target(std::string_view makefile, std::string_view target);
/// Which of the given variables a Makefile sets itself, so that `make NAME=…` overrides them.
std::vector<std::string> variables_set(std::string_view makefile, const std::vector<std::string>& names);
/// Whether flags from outside, such as -g, do not reach the compiler: the Makefile sets CFLAGS or CXXFLAGS
/// itself, or calls the compiler without them.
bool ignores_flags(std::string_view makefile);

}  // namespace rpmworks::scaffold
