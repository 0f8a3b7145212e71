// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "engine/result.hpp"
#include "schedule/timeline.hpp"

namespace rpmworks::schedule {

/// A build that failed.
struct Failed {
  std::string name;   ///< of the package
  std::string nevra;  ///< of its source package
  fs::path folder;    ///< with its logs; empty if there are none
  std::chrono::nanoseconds elapsed{};
  Error error;
  std::string phase;        ///< "%build", "build setup"; empty if not known
  std::string target = {};  ///< empty in a run for one target
  /// "greet", in a run for several targets "greet for el6".
  std::string label() const;
};

/// A build that was not started.
struct NotBuilt {
  std::string name;
  std::string nevra;
  std::vector<std::string> waits_for;  ///< the failed packages that it needs; empty if the run ended before
  std::string target = {};             ///< empty in a run for one target
  std::string label() const;           ///< as that of Failed
  std::string why() const;             ///< "it needs lib, which failed", "the run ended before"
};

/// A package that was left out of the run.
struct LeftOut {
  std::string name;
  std::string nevra;
  std::string reason;       ///< "its spec does not build for i686 (ExclusiveArch: x86_64)"
  std::string target = {};  ///< empty in a run for one target
};

/// The outcome of a run of builds, for one target or several.
struct Outcome {
  std::vector<std::string> targets;          ///< of a run for several targets; else empty
  std::vector<engine::BuildResult> results;  ///< built now, or unchanged
  std::vector<Failed> failed;                ///< in the order of the plan
  std::vector<NotBuilt> not_built;           ///< in the order of the plan
  std::vector<LeftOut> left_out;             ///< before the builds started
  Timeline timeline;

  bool complete() const { return failed.empty() && not_built.empty(); }
  /// The error of an outcome that is not complete. It shows a single failure in full, or the cause and the
  /// log of each failure; then what was not built, and why. Its code is that of a trust failure if there is
  /// one, else of a build failure, else of the first failure.
  Error error() const;
  /// The results. Throws error() if the outcome is not complete.
  std::vector<engine::BuildResult> require_complete() &&;
};

}  // namespace rpmworks::schedule
