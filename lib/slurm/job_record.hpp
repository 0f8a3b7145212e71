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

/// A build that another machine is asked for, with all that determines its result: request.json of its
/// folder. All paths are the same on every machine.
struct JobRequest {
  fs::path config_file;       ///< of repos.yaml; empty: there is none
  std::string config_sha256;  ///< its bytes in the store
  store::Workspace workspace;
  std::string target;
  std::string engine;       ///< its name
  std::string version;      ///< of the engine
  std::string environment;  ///< Engine::environment_sha256
  rpm::Macros macros;       ///< of the target
  unsigned cpus = 1;
  engine::PackagePtr package;
  std::vector<std::string> more_requires;
  std::vector<fs::path> local_packages;
  bool once_more = false;  ///< BuildRequest::once_more

  /// Another one for another build: what its folder and its job are named by.
  std::string key() const;
  std::string to_json() const;
  /// Throws Error(failed) for what is no request of this version of rpmworks.
  static JobRequest from_json(const std::string& text);
};

/// What came of it: result.json, which appears when all else of it is there.
struct JobEnding {
  struct Built {
    std::string file_name;
    std::string sha256;  ///< in the store
  };
  std::string host;
  std::optional<Error> error;
  std::vector<std::string> unfulfilled;  ///< of an Unfulfilled, what it asked for
  std::string buildroot_sha256;
  std::vector<Built> packages;
  std::vector<engine::Phase> phases;
  std::chrono::nanoseconds elapsed{};  ///< of the build, without the time in the queue
  std::vector<std::string> warnings;
  std::vector<std::string> notes;
  fs::path folder;  ///< what the engine left, if anything: logs and packages

  std::string to_json() const;
  /// Nothing when the text is no such record.
  static std::optional<JobEnding> from_json(const std::string& text);
};

/// The names in a job's folder.
struct JobFiles {
  fs::path folder;
  fs::path request() const { return folder / "request.json"; }
  fs::path result() const { return folder / "result.json"; }
  /// Who works at it: the newest attempt alone may write the result.
  fs::path attempt() const { return folder / "attempt"; }
  /// What the job's program says.
  fs::path output() const { return folder / "job.log"; }
  fs::path work(const std::string& attempt) const { return folder / ("work-" + attempt); }
};

}  // namespace rpmworks::slurm
