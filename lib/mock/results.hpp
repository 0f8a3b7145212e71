// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"
#include "engine/failure_class.hpp"
#include "engine/result.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::mock {

/// Copies the binary packages and logs that mock left in `from` to `to`. Returns the names of the packages,
/// sorted. The source package that mock rebuilt is not copied. Throws Error(build) like read_made_package and
/// require_made_from.
std::vector<std::string> take_results(const fs::path& from, const fs::path& to, const srpm::Srpm& srpm);

/// Keeps the logs of a failed attempt, with its failure.json, in `to`.
void keep_attempt(const fs::path& results, const fs::path& to, const engine::ClassifiedFailure& failure);

/// The NEVRAs in mock's installed_pkgs.log, sorted, without the public keys in rpm's database.
std::vector<std::string> installed_packages(std::string_view installed_pkgs_log);

/// How the built packages differ from what the spec declares outside of the root: sorted names, without debug
/// packages.
struct SpecDifference {
  std::vector<std::string> missing;     ///< declared with %files, but not built
  std::vector<std::string> unexpected;  ///< built, but not declared; macros in the root may have renamed them
  std::vector<std::string>
      unexplained;  ///< the unexpected packages that no macro in the root can have renamed
  /// Missing packages are a failure, unless unexpected ones show that the spec reads differently in the root.
  bool is_failure() const { return !missing.empty() && unexpected.empty(); }
};
SpecDifference compare_with_promises(const srpm::Srpm& srpm, const std::vector<engine::Artifact>& packages,
                                     const std::string& arch);

/// The packages among `made` that the spec does not declare outside of the root (made_package.hpp), and that
/// no macro in the root can have renamed. Each of `made` has a path.
std::vector<rpm::Nevra> unexplained_packages(const srpm::Srpm& srpm,
                                             const std::vector<engine::Artifact>& made,
                                             const SpecDifference& difference);
/// The packages among `unexplained` that cannot come from the spec, whatever macros the root has: their
/// version differs from that of the source package and the spec (if it could be parsed) does not declare
/// their name, or they are named like debug packages and hold other files.
std::vector<rpm::Nevra> impossible_packages(const std::vector<rpm::Nevra>& unexplained,
                                            const srpm::Srpm& srpm,
                                            const std::vector<engine::Artifact>& made);

}  // namespace rpmworks::mock
