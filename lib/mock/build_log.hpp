// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::mock {

/// Whether a line is what mock notes of its own doings, and nothing that a program said.
bool is_mocks_own(std::string_view line);

/// The log of the last rpmbuild of a build.log of mock, without mock's own lines.
std::string last_run_of(std::string_view build_log);

/// What the last rpmbuild of a build.log of mock said, without mock's own lines and without those that rpm
/// says twice. mock reads what comes through two pipes and writes what it finds in each, so that errors can
/// stand before or after the output that they belong to, and after rpm's closing "RPM build errors:".
std::string last_rpmbuild_of(std::string_view build_log);

}  // namespace rpmworks::mock
