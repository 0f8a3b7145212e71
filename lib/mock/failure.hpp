// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "engine/failure_class.hpp"

namespace rpmworks::mock {

/// How a failed run of mock ended, and what it left.
struct Ending {
  int exit_code = 0;
  bool timed_out = false;              ///< rpmworks ended it
  bool cancelled = false;              ///< rpmworks ended it because of an interrupt
  bool finished = false;               ///< state.log has `Finish: run`
  fs::path full_disk;                  ///< a folder that mock uses, whose disk became full; empty: none did
  std::vector<std::string> failed_in;  ///< phases of state.log, outermost first
  std::string root_log;                ///< the end of root.log; "" if it was not written
  std::string build_log;               ///< the end of build.log, likewise
  std::string output;                  ///< the end of mock's own output, likewise
};

/// Classifies a failed run. An exit code that means one thing (mock's exception.py) counts first, then the
/// phase, then patterns in the log of that phase. mock exits with 1 for an ordinary failed rpmbuild, and with
/// 30 both for network errors and for unresolved BuildRequires.
engine::ClassifiedFailure classify(const Ending& ending, config::ClientProfile client);

/// Whether rpmbuild or mock got a SIGKILL that rpmworks did not send. The kernel sends it when memory runs
/// out.
bool was_killed(const Ending& ending);

/// Turns the failure of a build that was killed in every attempt into a failure of the package: it needs more
/// memory than the machine has.
void blame_package(engine::ClassifiedFailure& failure);

/// The requirements that dnf or yum could not find ("No matching package to install: 'extra-tool >= 1'") and
/// that are not in `known`: they came up while the package was built.
std::vector<std::string> asked_in_vain(const engine::ClassifiedFailure& failure,
                                       const std::vector<std::string>& known);

}  // namespace rpmworks::mock
