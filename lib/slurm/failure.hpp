// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "engine/failure_class.hpp"
#include "slurm/cluster.hpp"

namespace rpmworks::slurm {

/// Whether a job that ended so may well succeed on another node: its node was lost, it could not be begun
/// there, or others took its place.
bool is_lost(const SlurmJob& job);

/// What is said of a job that ended without a result. `output` is the end of what it printed, where Slurm
/// says how it ended it.
engine::ClassifiedFailure classify(const SlurmJob& job, const std::string& output,
                                   const config::Slurm& options);

}  // namespace rpmworks::slurm
