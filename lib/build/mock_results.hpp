// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "build/result.hpp"
#include "core/files.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::build {

/// The binary packages that mock left in `from`, copied into `to` with its logs; their names, sorted. The
/// source package that it made anew stays behind. Throws Error(build) for a package that was not made of this
/// source package.
std::vector<std::string> take_mock_results(const fs::path& from, const fs::path& to, const srpm::Srpm& srpm);

/// The NEVRAs in mock's installed_pkgs.log, sorted; keys in rpm's database are left out.
std::vector<std::string> installed_packages(std::string_view installed_pkgs_log);

/// Which of the packages that the spec promises are not among these. Epochs are not told apart.
std::vector<std::string> promised_but_missing(const srpm::Srpm& srpm, const std::vector<Artifact>& packages,
                                              const std::string& arch);

}  // namespace rpmworks::build
