// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/engine.hpp"
#include "slurm/job_record.hpp"

namespace rpmworks::schedule {

/// Makes the engine that a request names, for one build at a time.
using EngineMaker = std::function<std::unique_ptr<engine::Engine>(
    const config::Config& config, const config::Target& target, const store::Workspace& workspace,
    store::Store& store, unsigned cpus)>;

/// Carries out a request that was written by another machine, with the same repos.yaml, store and cache, and
/// writes the record of what came of it beside it: once all of it is there, and only while no later attempt
/// at the same request has begun. What earlier attempts left is removed first. `attempt` tells this one from
/// all others. The workspace's lock belongs to the run that asked, and is not taken.
///
/// Gives done, or the code of the failure that the record holds; interrupted, and then there is no record.
ExitCode run_job(const fs::path& request, const std::string& attempt, const EngineMaker& make);

/// The same with the engines that there are, as an attempt that Slurm's environment names.
ExitCode run_job(const fs::path& request);

}  // namespace rpmworks::schedule
