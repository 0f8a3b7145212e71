// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace rpmworks {

/// Turns any exception into an Error for the user. An Error stays as it is; exceptions of the standard
/// library for system failures (filesystem_error, system_error, bad_alloc) become an Error with advice; any
/// other exception is reported as a bug in rpmworks. For the outermost catch of threads and programs;
/// `failure` must not be null.
Error described(const std::exception_ptr& failure);

/// The hint if the system refuses to start a thread or process (EAGAIN).
inline constexpr const char* k_no_more_processes =
    "a limit on processes and threads is reached: use fewer --jobs, or raise it (ulimit -u, or that of the "
    "container)";

/// Adds advice to `error`, which a system call reported with the errno `number`: for a full disk the free
/// space, and a hint if there is one. `where` is the path that the error concerns; it may be empty.
Error with_advice(Error error, int number, const std::filesystem::path& where);

/// "DOING: the disk of WHERE is full", with the free space: the error of a program that failed because of
/// that. `option` lets the user choose another place: "--cache".
Error full_disk_error(const std::string& doing, const std::filesystem::path& where, const char* option);

/// ENOSPC or EDQUOT if the messages of a program, in the C locale, say that a disk or a quota is full;
/// otherwise 0.
int full_disk_in(std::string_view messages);

}  // namespace rpmworks
