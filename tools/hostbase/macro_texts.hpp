// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rpmworks::hostbase {

/// RPM macros: the folders of systemd, and the scriptlets that specs call by %systemd_post and the like.
std::string_view systemd_macros();

/// A bash script that %sysusers_create_compat runs: it reads files in the format of sysusers.d(5) and prints
/// the commands that make their users and groups.
std::string_view sysusers_commands();

/// A Python script that %py3_shebang_fix runs, with the arguments INTERPRETER and files or folders. It
/// rewrites the first line of the files named, and of `*.py` below the folders named, if that line calls a
/// Python.
std::string_view py3_shebang_fix();

/// A Python script that runs after %install, with the arguments BUILDROOT FOLDER FATAL. It compiles the
/// modules below FOLDER. If a module has an error and FATAL is not "0", it exits with 1.
std::string_view python_bytecompile();

}  // namespace rpmworks::hostbase
