// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "engine/engine.hpp"
#include "slurm/job_record.hpp"
#include "slurm/queue.hpp"
#include "slurm/watch.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::slurm {

/// What came of a job, as soon as all of it can be seen on this machine.
std::optional<JobEnding> record_of(const JobFiles& files);

/// The same where a network file system has had its time and may still show what was there a while ago: a
/// change of the folder makes its client ask anew.
std::optional<JobEnding> record_asked_anew(const JobFiles& files);

/// Whether the store holds all packages that a job made, undamaged: another machine has put them there.
bool has_packages(const JobEnding& ending, const store::Store& store);

/// The record of a job that an earlier run submitted before it was killed; nothing when the build must be
/// done again.
std::optional<JobEnding> left_by_earlier(const JobFiles& files, const store::Store& store);

/// Moves what a job made to where the request wants it, and removes its folder. Throws the job's own error
/// when it failed.
engine::BuildResult take_job(const engine::BuildRequest& request, const JobFiles& files,
                             const std::string& engine, JobEnding ending, store::Store& store,
                             Reporter& reporter);

/// Keeps what there is of a job that ended without a record, and throws what is to be said of it.
[[noreturn]] void fail_job(const engine::BuildRequest& request, const JobFiles& files, const SlurmJob& ended,
                           const SlurmWatch& watch, const config::Slurm& options,
                           const store::Workspace& workspace);

}  // namespace rpmworks::slurm
