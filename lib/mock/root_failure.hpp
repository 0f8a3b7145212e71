// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "mock/failure.hpp"

namespace rpmworks::mock {

/// A failure of this kind, in the phase in which the run ended; without cause and lines.
engine::ClassifiedFailure failure_of(engine::FailureClass kind, const Ending& ending);

/// Sets the lines of a failure to the end of a log, and its cause to the best line of it if there is none
/// yet. `name` is the log's file name.
void show_end_of(const std::string& log, const std::string& name, engine::ClassifiedFailure& failure);

/// The hint if there was no space.
std::string hint_for_space(const Ending& ending);

/// Classifies a failure outside of rpmbuild by patterns in root.log, or in mock's own output if there is no
/// root.log. If no pattern matches, it is `otherwise`.
engine::ClassifiedFailure root_failure(const Ending& ending, engine::FailureClass otherwise,
                                       config::ClientProfile client);

}  // namespace rpmworks::mock
