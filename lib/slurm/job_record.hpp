// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "engine/engine.hpp"
#include "store/workspace.hpp"

namespace rpmworks::slurm {

/// A request for a build on another machine, with everything that determines the result: request.json in the
/// job's folder. All paths are the same on every machine.
struct JobRequest {
  fs::path config_file;       ///< repos.yaml; empty if there is none
  std::string config_sha256;  ///< of its text in the store
  store::Workspace workspace;
  std::string target;
  std::string engine;       ///< its name
  std::string version;      ///< of the engine
  std::string environment;  ///< Engine::environment_sha256
  rpm::Macros macros;       ///< of the target
  unsigned cpus = 1;
  engine::PackagePtr package;
  std::vector<std::string> extra_requires;
  std::vector<fs::path> local_packages;
  bool second_build = false;  ///< BuildRequest::second_build

  /// Identifies the build; its folder and its job are named after it.
  std::string key() const;
  std::string to_json() const;
  /// Throws Error(failed) unless the text is a request of this version of rpmworks.
  static JobRequest from_json(const std::string& text);
};

/// The result of a request: result.json in the job's folder, which is written last.
struct JobEnding {
  struct Built {
    std::string file_name;
    std::string sha256;  ///< in the store
  };
  std::string host;
  std::optional<Error> error;
  std::vector<std::string> unfulfilled;  ///< Unfulfilled::requirements
  std::string buildroot_sha256;
  std::vector<Built> packages;
  std::vector<engine::Phase> phases;
  std::chrono::nanoseconds elapsed{};  ///< of the build, without the time in the queue
  std::vector<std::string> warnings;
  std::vector<std::string> notes;
  fs::path folder;  ///< the result folder on the node, with logs and packages; empty if there is none

  std::string to_json() const;
  /// Nothing if the text is not a valid record.
  static std::optional<JobEnding> from_json(const std::string& text);
};

/// The files in a job's folder.
struct JobFiles {
  fs::path folder;
  fs::path request() const { return folder / "request.json"; }
  fs::path result() const { return folder / "result.json"; }
  /// Names the newest attempt; only that one may write the result.
  fs::path attempt() const { return folder / "attempt"; }
  /// The output of the job.
  fs::path output() const { return folder / "job.log"; }
  fs::path work(const std::string& attempt) const { return folder / ("work-" + attempt); }
};

}  // namespace rpmworks::slurm
