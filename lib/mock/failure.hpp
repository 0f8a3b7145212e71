// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "engine/failure_class.hpp"

namespace rpmworks::mock {

/// How a mock that did not do its work ended, and what it left.
struct MockEnding {
  int exit_code = 0;
  bool timed_out = false;              ///< we ended it
  bool cancelled = false;              ///< likewise, for an interrupt
  bool finished = false;               ///< `Finish: run` stands in state.log
  bool disk_is_full = false;           ///< where it works; any log can quote the words
  std::vector<std::string> failed_in;  ///< phases of state.log, outermost first
  std::string root_log;                ///< the end of each; "" when it was not written
  std::string build_log;
  std::string output;  ///< of mock itself
};

/// Whose fault it was, by exit code, the phase and what the logs say, in this order of trust: a code
/// that stands for one thing (mock's exception.py), then the phase, then patterns in the log of that phase.
/// mock exits with 1 for an ordinary failed rpmbuild, and with 30 for the network and for what cannot be
/// resolved.
engine::ClassifiedFailure classify(const MockEnding& ending, config::ClientProfile client);

/// Whether rpmbuild or mock got a SIGKILL that was not ours, as the kernel sends it for want of memory.
bool was_killed(const MockEnding& ending);

/// Makes the failure of a build that was killed in every attempt one of the package: what the package takes
/// is no passing want of this machine.
void blame_package(engine::ClassifiedFailure& failure);

/// What dnf or yum could not find ("No matching package to install: 'extra-tool >= 1'"), without what was
/// known that the build requires: it came up while it was built.
std::vector<std::string> asked_in_vain(const engine::ClassifiedFailure& failure,
                                       const std::vector<std::string>& known);

}  // namespace rpmworks::mock
