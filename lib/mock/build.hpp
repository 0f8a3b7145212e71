// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "engine/failure_class.hpp"
#include "engine/staged_result.hpp"
#include "mock/parts.hpp"
#include "mock/run.hpp"

namespace rpmworks::mock {

/// One build with mock, in its own slot. Failures caused by the network or the machine are retried.
class Build {
 public:
  Build(Parts& parts, const engine::BuildRequest& request, Reporter& reporter);

  /// Builds the packages and publishes the result folder, also for a failed build. Throws as Engine::build.
  engine::BuildResult run();

 private:
  using Failure = std::optional<engine::ClassifiedFailure>;

  RebuildResult attempt(const fs::path& results);
  Failure take(const RebuildResult& run, const fs::path& results);
  Failure judge(const std::vector<engine::Artifact>& packages);
  void write_buildroot(const std::string& listing);
  [[noreturn]] void fail(engine::ClassifiedFailure failure, unsigned attempts, const fs::path& results);

  Parts& m_parts;
  const engine::BuildRequest& m_request;
  Reporter& m_reporter;
  engine::StagedResult m_staged;
  TempDir m_work;
  Slot m_slot;
  engine::BuildResult m_result;
};

}  // namespace rpmworks::mock
