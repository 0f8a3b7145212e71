// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "engine/engine.hpp"
#include "slurm/job_record.hpp"
#include "slurm/queue.hpp"
#include "slurm/watch.hpp"
#include "store/store.hpp"

namespace rpmworks::slurm {

/// A build and the files of its job.
struct BuildJob {
  const engine::BuildRequest& request;
  const JobFiles& files;
  std::string engine;  ///< its name
};

/// The record of a job's result. Nothing until this machine sees it.
std::optional<JobEnding> record_of(const JobFiles& files);

/// The same, but changes the folder first, so that the client of a network file system asks its server again.
/// It may otherwise show an old state of the folder.
std::optional<JobEnding> refreshed_record_of(const JobFiles& files);

/// Whether the store holds all packages of a job, undamaged. Another machine wrote them.
bool has_packages(const JobEnding& ending, const store::Store& store);

/// The record of a job of an earlier, killed run. Nothing if the build must run again.
std::optional<JobEnding> left_by_earlier(const JobFiles& files, const store::Store& store);

/// Moves the result of a job to the result folder of its request, and removes the job's folder. Throws the
/// job's own error if it failed.
engine::BuildResult take_job(const BuildJob& job, JobEnding ending, store::Store& store, Reporter& reporter);

/// Keeps the files of a job that ended without a record, and throws the job's error. `tmp` is the workspace's
/// folder for temporary files.
[[noreturn]] void fail_job(const BuildJob& job, const Job& ended, const JobWatch& watch,
                           const config::Slurm& options, const fs::path& tmp);

}  // namespace rpmworks::slurm
