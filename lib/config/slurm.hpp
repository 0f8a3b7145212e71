// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/fields.hpp"

namespace rpmworks::config {

/// The keys of `slurm` and of `targets.NAME.slurm`.
std::vector<std::string> slurm_keys();

/// Reads these keys; missing ones keep the value of `base`. Throws Error(invalid) at invalid ones; every
/// value becomes one word of sbatch's command line.
Slurm read_slurm(const Fields& fields, Slurm base);

}  // namespace rpmworks::config
