// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "buildroot/rpmbuild.hpp"
#include "engine/engine.hpp"
#include "engine/failure.hpp"

namespace rpmworks::builtin {

/// Whether a build was ended because the disk is full: where nobody set a limit, the one for the disk is what
/// is left of it.
bool met_end_of_disk(const engine::BuildRequest& request, const buildroot::RpmbuildEnd& end);

/// What a run of rpmbuild failed of, `failure` being what its log tells: writes failure.json into `folder`,
/// which is to become the request's result folder, and throws Error(build); where the disk is full, which is
/// no fault of what was built, Error(failed) alone.
[[noreturn]] void throw_failed(const engine::BuildRequest& request, const buildroot::RpmbuildRun& run,
                               const buildroot::RpmbuildEnd& end, const fs::path& folder,
                               engine::Failure failure, bool disk_is_full);

/// What a build asked for after it had begun.
struct AskedLater {
  std::vector<std::string> by_spec;       ///< the spec, parsed in the root
  std::vector<std::string> by_generator;  ///< %generate_buildrequires

  bool empty() const { return by_spec.empty() && by_generator.empty(); }
  /// Leaves out what was known before.
  void leave_out(const std::vector<std::string>& known);
};

/// Nobody has what a build asked for: `why` is what the solver says. Writes failure.json into `folder`,
/// beside the log of the run that asked, and throws Unfulfilled.
[[noreturn]] void throw_asked_in_vain(const engine::BuildRequest& request, const AskedLater& asked,
                                      const fs::path& folder, const Error& why);

/// Writes failure.json of a build that failed before rpmbuild ran, unless there is one.
void note_setup_failure(const fs::path& folder, const Error& error);

}  // namespace rpmworks::builtin
