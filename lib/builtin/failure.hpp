// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "buildroot/rpmbuild.hpp"
#include "engine/engine.hpp"
#include "engine/failure.hpp"

namespace rpmworks::builtin {

/// Whether a build was ended because the disk is full: without a limit in repos.yaml, the limit for the disk
/// is the space that is left on it.
bool met_end_of_disk(const engine::BuildRequest& request, const buildroot::RpmbuildEnd& end);

/// A run of rpmbuild that failed.
struct FailedRun {
  const engine::BuildRequest& request;
  const buildroot::RpmbuildRun& run;
  const buildroot::RpmbuildEnd& end;
  const fs::path& folder;  ///< will become the result folder
  /// The folder whose disk is full, for messages, and the option to choose another one; empty: none is.
  struct FullDisk {
    fs::path folder;
    const char* option = "";
  } full_disk;
};

/// Throws the error for a failed run; `failure` is what its log says. Writes failure.json into the folder and
/// throws Error(build). If the disk is full, which is not the package's fault, it only throws Error(failed).
[[noreturn]] void throw_failed(const FailedRun& failed, engine::Failure failure);

/// Requirements that came up while a package was built.
struct AskedLater {
  std::vector<std::string> by_spec;       ///< from the spec, parsed in the root
  std::vector<std::string> by_generator;  ///< from %generate_buildrequires

  bool empty() const { return by_spec.empty() && by_generator.empty(); }
  /// Removes the requirements that are in `known`.
  void leave_out(const std::vector<std::string>& known);
};

/// Throws Unfulfilled for requirements that nothing provides; `why` is the solver's error. Writes
/// failure.json into `folder`, beside the log of the run that asked for them.
[[noreturn]] void throw_asked_in_vain(const engine::BuildRequest& request, const AskedLater& asked,
                                      const fs::path& folder, const Error& why);

/// Writes failure.json for a build that failed before rpmbuild ran, unless the file exists.
void note_setup_failure(const fs::path& folder, const Error& error);

}  // namespace rpmworks::builtin
