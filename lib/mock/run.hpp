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

/// The file of a result folder that has what mock itself printed.
inline constexpr const char* k_mock_output = "mock_output.log";

/// One rebuild of one source package.
struct MockJob {
  fs::path program;
  std::string root;                  ///< as MockConfig has it
  std::vector<std::string> options;  ///< further ones, one word each
  fs::path srpm;
  fs::path results;        ///< a fresh folder: mock appends to logs that are there
  bool has_local = false;  ///< the slot's repository of the product's own packages is there
  std::chrono::seconds timeout{};
};

struct MockRun {
  MockEnding ending;
  std::vector<engine::Phase> phases;
  bool ok() const { return ending.exit_code == 0 && ending.finished && !ending.timed_out; }
};

/// The command line of a job, and of cleaning up after it.
std::vector<std::string> mock_arguments(const MockJob& job, const MockSlot& slot);
std::vector<std::string> mock_cleaning(const MockJob& job, const MockSlot& slot);

/// Runs mock in a process group of its own with no input; past the timeout, and at an interrupt, it gets INT,
/// TERM and KILL, 10 s apart, and when this process dies it gets TERM. What an ended one leaves is cleaned.
/// Its failure is data; an interrupt is thrown as Error(interrupted).
MockRun run_mock(const MockJob& job, const MockSlot& slot, Reporter& reporter);

/// Lets mock, which gives up its rights to whoever is behind sudo, write into a folder of root's.
void hand_to_mock(const fs::path& folder);

}  // namespace rpmworks::mock
