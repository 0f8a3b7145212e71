// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/files.hpp"
#include "process/process.hpp"

namespace rpmworks::slurm {

/// A job to submit.
struct Submission {
  std::string key;   ///< unique to this job
  std::string name;  ///< contains the key
  std::string comment;
  fs::path output;
  std::vector<std::string> argv;  ///< begins with an absolute path
};

/// The command line of sbatch for a job, without the program to run.
std::vector<std::string> sbatch_arguments(const Submission& job, const config::Slurm& options);

/// Runs one of Slurm's programs. An interrupt does not end it: a job that was submitted unnoticed could not
/// be cancelled.
ProcessResult run_program(std::vector<std::string> argv);

/// The last lines of its output.
std::vector<std::string> output_lines(const ProcessResult& ended);

/// Whether an error of sbatch or squeue is transient: the controller is restarting, busy, or has reached its
/// limit of jobs.
bool is_transient_failure(const std::string& text);

/// Whether an error may be transient: after a restart the controller knows no node until the node has
/// registered.
bool may_be_transient(const std::string& text);

}  // namespace rpmworks::slurm
