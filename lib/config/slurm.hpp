// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/fields.hpp"

namespace rpmworks::config {

/// The keys of `slurm` and of `targets.NAME.slurm`.
std::vector<std::string> slurm_keys();

/// Reads them over `base`: what is not written stays as it is there. Throws Error(invalid) at what is wrong;
/// every value becomes one word of sbatch's command line.
Slurm read_slurm(const Fields& fields, Slurm base);

}  // namespace rpmworks::config
