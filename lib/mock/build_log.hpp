// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::mock {

/// Whether a line was written by mock itself, and not by a program that it ran.
bool is_mocks_own(std::string_view line);

/// The output of the last rpmbuild in mock's build.log, without mock's own lines.
std::string last_run_of(std::string_view build_log);

/// The same without the lines that rpm repeats. mock reads stdout and stderr through two pipes, so errors can
/// be before or after the output that they belong to, even after rpm's closing "RPM build errors:".
std::string last_rpmbuild_of(std::string_view build_log);

}  // namespace rpmworks::mock
