// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/files.hpp"
#include "process/process.hpp"

namespace rpmworks::slurm {

/// What is submitted.
struct SlurmSubmission {
  std::string key;   ///< no other job's name has it
  std::string name;  ///< the key is in it
  std::string comment;
  fs::path output;
  std::vector<std::string> argv;  ///< the first an absolute path
};

/// sbatch and its options for a job, up to the program that is to be run.
std::vector<std::string> sbatch_arguments(const SlurmSubmission& job, const config::Slurm& options);

/// Runs one of Slurm's programs to its end, at an interrupt too: a job that was begun unnoticed could not be
/// ended.
ProcessResult run_slurm(std::vector<std::string> argv);

/// The last lines of what it said.
std::vector<std::string> said_lines(const ProcessResult& ended);

/// Whether what sbatch or squeue says passes by itself: the controller is being restarted, is busy, or has as
/// many jobs as it takes.
bool is_passing_failure(const std::string& text);

/// Whether it may pass: after a restart the controller knows no node until each has reported.
bool may_pass(const std::string& text);

}  // namespace rpmworks::slurm
