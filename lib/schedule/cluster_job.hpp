// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/engine.hpp"
#include "engine/setup.hpp"

namespace rpmworks::schedule {

/// Makes an engine that runs one build at a time on `cpus` processors.
using EngineMaker = std::function<std::unique_ptr<engine::Engine>(
    const engine::Setup& setup, const config::Target& target, unsigned cpus)>;

/// Runs a build that another machine requested, on a node of a cluster, with the same repos.yaml, store and
/// cache. The record of the result is written beside the request when everything else is written, unless a
/// later attempt at the same request has started. Leftovers of earlier attempts are removed first. `attempt`
/// identifies this attempt. The lock of the workspace belongs to the run that made the request; it is not
/// taken.
///
/// Returns done, or the code of the failure in the record; if interrupted, no record is written.
ExitCode run_cluster_job(const fs::path& request, const std::string& attempt, const EngineMaker& make);

/// The same with make_engine. Slurm's environment identifies the attempt.
ExitCode run_cluster_job(const fs::path& request);

}  // namespace rpmworks::schedule
