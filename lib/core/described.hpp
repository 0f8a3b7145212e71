// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <filesystem>

#include "core/error.hpp"

namespace rpmworks {

/// What ended a piece of work, as it is told: an Error as it is; failures of the system that the standard
/// library throws (filesystem_error, system_error, bad_alloc) as what they are, with advice; anything else as
/// a bug in rpmworks. For the ends of threads and programs; `failure` is not null.
Error described(const std::exception_ptr& failure);

/// The hint for a thread or process that the system does not allow (EAGAIN).
inline constexpr const char* k_no_more_processes =
    "a limit on processes and threads is reached: use fewer --jobs, or raise it (ulimit -u, or that of the "
    "container)";

/// `error`, which the system answered with `number` (an errno), with what its reader needs: of a full disk
/// how much of it is free, and a hint where there is one. `where` is the path it is about; may be empty.
Error with_advice(Error error, int number, const std::filesystem::path& where);

}  // namespace rpmworks
