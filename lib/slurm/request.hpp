// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "config/config.hpp"

namespace rpmworks::slurm {

/// The name of a build's job: the key of its request and the package, in characters that are safe in scripts.
std::string job_name(const std::string& key, const std::string& package);

/// The options of a build's job: `slurm` of the target. If that sets no memory or time, the limits of the
/// build do.
config::Slurm options_for(const config::Target& target, const config::Building& building);

/// The options for messages: "cpus: 2, partition: builds, memory: 4G".
std::string options_text(const config::Slurm& options);

}  // namespace rpmworks::slurm
