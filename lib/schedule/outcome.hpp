// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "engine/result.hpp"
#include "schedule/timeline.hpp"

namespace rpmworks::schedule {

/// A build that was tried and failed.
struct Failed {
  std::string name;   ///< of the package
  std::string nevra;  ///< of its source package
  fs::path folder;    ///< of its logs, if it came so far as to have any
  std::chrono::nanoseconds elapsed{};
  Error error;
  std::string phase;  ///< "%build", "build setup"; empty when not known
};

/// A build that was not begun.
struct NotBuilt {
  std::string name;
  std::string nevra;
  std::vector<std::string> waits_for;  ///< the failed ones that it needs; none: the run ended before it
  std::string why() const;             ///< "it needs lib, which failed", "the run ended before"
};

/// A package that takes no part in the run.
struct LeftOut {
  std::string name;
  std::string nevra;
  std::string reason;  ///< "its spec does not build for i686 (ExclusiveArch: x86_64)"
};

/// What came of building a set.
struct Outcome {
  std::vector<engine::BuildResult> results;  ///< of those that were built, or need not be
  std::vector<Failed> failed;                ///< in the order of the plan
  std::vector<NotBuilt> not_built;           ///< likewise
  std::vector<LeftOut> left_out;             ///< before the builds began
  Timeline timeline;

  bool complete() const { return failed.empty() && not_built.empty(); }
  /// What a person is told of an outcome that is not complete: a single failure in full, of several a cause
  /// and a log each; then what was not built, and what it waits for. Its code is that of a failure of trust,
  /// else of a build, else of the first.
  Error error() const;
  /// The results, or error() is thrown.
  std::vector<engine::BuildResult> require_complete() &&;
};

}  // namespace rpmworks::schedule
