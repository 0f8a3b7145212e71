// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "engine/failure_class.hpp"
#include "slurm/cluster.hpp"

namespace rpmworks::slurm {

/// Whether a job that ended like this may succeed on another node: its node was lost, it could not be started
/// there, or it was preempted.
bool is_lost(const Job& job);

/// Classifies a job that ended without a result. `output` is the end of its output, to which Slurm writes why
/// it ended the job.
engine::ClassifiedFailure classify(const Job& job, const std::string& output, const config::Slurm& options);

}  // namespace rpmworks::slurm
