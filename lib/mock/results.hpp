// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"
#include "engine/failure_class.hpp"
#include "engine/result.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::mock {

/// The binary packages that mock left in `from`, copied into `to` with its logs; their names, sorted. The
/// source package that it made anew stays behind. Throws Error(build) as read_made_package and
/// require_made_from.
std::vector<std::string> take_mock_results(const fs::path& from, const fs::path& to, const srpm::Srpm& srpm);

/// Keeps the logs of an attempt that failed, and how it did (failure.json), in `to`.
void keep_attempt(const fs::path& results, const fs::path& to, const engine::ClassifiedFailure& failure);

/// The NEVRAs in mock's installed_pkgs.log, sorted; keys in rpm's database are left out.
std::vector<std::string> installed_packages(std::string_view installed_pkgs_log);

/// How what was made differs from what the spec promises, as it was read for the target: names, sorted.
/// Packages of debugging symbols are neither, as what was compiled decides on them.
struct Unpromised {
  std::vector<std::string> missing;  ///< it has %files for them, and they are not there
  std::vector<std::string>
      surprises;  ///< made, and not in the spec as read: macros of the root gave other names
  /// Those of the surprises that no macro of the root explains: the build put them there.
  std::vector<std::string> strangers;
  /// A missing package is a failure where nothing says that the spec reads otherwise in the root.
  bool is_failure() const { return !missing.empty() && surprises.empty(); }
};
/// Those of `made` that the spec as it was read for the target does not declare (made_package.hpp), and that
/// no macro of the root explains. Each of `made` has a path.
std::vector<rpm::Nevra> strangers_of(const srpm::Srpm& srpm, const std::vector<engine::Artifact>& made,
                                     const Unpromised& difference);
/// Those of `strangers` that cannot be packages of the spec, however it reads in the root: with another
/// version than the source package and a name that the spec does not declare (if it could be read at all), or
/// called after debugging symbols without holding those alone.
std::vector<rpm::Nevra> impossible_among(const std::vector<rpm::Nevra>& strangers, const srpm::Srpm& srpm,
                                         const std::vector<engine::Artifact>& made);

Unpromised compare_with_promises(const srpm::Srpm& srpm, const std::vector<engine::Artifact>& packages,
                                 const std::string& arch);

}  // namespace rpmworks::mock
