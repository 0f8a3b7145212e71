// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/events.hpp"
#include "core/files.hpp"
#include "engine/result.hpp"
#include "mock/failure.hpp"
#include "mock/slots.hpp"

namespace rpmworks::mock {

/// The file in a result folder with mock's own output.
inline constexpr const char* k_mock_output = "mock_output.log";

/// One run of `mock --rebuild`.
struct Rebuild {
  fs::path program;
  std::string root;                  ///< RootConfig::root
  std::vector<std::string> options;  ///< further options, one word each
  fs::path srpm;
  fs::path results;        ///< an empty folder: mock appends to existing logs
  bool has_local = false;  ///< the slot has a repository with the product's packages
  std::chrono::seconds timeout{};
};

struct RebuildResult {
  Ending ending;
  std::vector<engine::Phase> phases;
  bool ok() const { return ending.exit_code == 0 && ending.finished && !ending.timed_out; }
};

/// The command lines of a rebuild, and of cleaning up after it.
std::vector<std::string> rebuild_arguments(const Rebuild& job, const Slot& slot);
std::vector<std::string> cleaning_arguments(const Rebuild& job, const Slot& slot);

/// Runs mock in a process group of its own, without input. After the timeout or at an interrupt it gets INT,
/// TERM and KILL, 10 s apart; if this process dies, it gets TERM. Leftovers of a run that did not clean up
/// are removed. A failure is returned; an interrupt is thrown as Error(interrupted).
RebuildResult run_rebuild(const Rebuild& job, const Slot& slot, Reporter& reporter);

/// Gives a folder to the user behind sudo: mock drops its privileges to that user, and must write into the
/// folder.
void give_to_mock_user(const fs::path& folder);

}  // namespace rpmworks::mock
