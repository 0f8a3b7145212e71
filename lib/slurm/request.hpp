// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "config/config.hpp"

namespace rpmworks::slurm {

/// The name of a build's job: the key of its request and the package, in letters that trouble nobody.
std::string slurm_job_name(const std::string& key, const std::string& package);

/// What the cluster is asked for: what `slurm` of the target says, and where that says nothing of memory or
/// time, what the limits of the build come to.
config::Slurm slurm_options(const config::Target& target, const config::Building& building);

/// The same for a person: "cpus: 2, partition: builds, memory: 4G".
std::string told_options(const config::Slurm& options);

}  // namespace rpmworks::slurm
