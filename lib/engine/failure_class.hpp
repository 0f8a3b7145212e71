// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/files.hpp"

namespace rpmworks::engine {

/// Whose fault a failed build is, whichever engine ran it.
enum class FailureClass {
  package,        ///< the spec or the sources
  dependencies,   ///< BuildRequires that cannot be had, or not together
  network,        ///< a repository could not be reached, or is changing
  host,           ///< this machine: disk, memory, rights, a lock
  configuration,  ///< repos.yaml, mock's own configuration, a missing key
  timeout,        ///< it took longer than it may
  cancelled       ///< somebody ended it
};

/// "package", "dependencies" …
std::string_view name_of(FailureClass kind);
/// What the program exits with: package and timeout 4, dependencies and configuration 3, network 7, host 1,
/// cancelled 130.
ExitCode exit_code_of(FailureClass kind);
/// Whether the same may well succeed a little later: network and host.
bool is_passing(FailureClass kind);

/// A failure with what shows it: what is told, and what is kept.
struct ClassifiedFailure {
  FailureClass kind = FailureClass::host;
  ExitCode code = ExitCode::failed;  ///< exit_code_of(kind), but for signatures: trust
  std::string phase;                 ///< what was being done: "%build", "chroot init"; "" when not known
  std::string cause;                 ///< one line
  std::vector<std::string> lines;    ///< at most k_shown_lines of the log, in which the cause stands
  std::string log;                   ///< the file that they are from: "root.log"
  std::string hint;
};

/// How many lines of a log are shown and kept with a failure.
inline constexpr size_t k_shown_lines = 20;

/// The failure as JSON, as failure.json of a result folder holds it (docs/builds.md).
std::string to_json(const ClassifiedFailure& failure);
/// The phase that failure.json of a result folder names; empty when there is none.
std::string failed_phase(const fs::path& folder);
/// Adds the machine on which it failed, when it was not this one, to failure.json of a result folder, if
/// there is one.
void note_failed_host(const fs::path& folder, const std::string& host);
/// The machine that failure.json names; empty: this one.
std::string failed_host(const fs::path& folder);

}  // namespace rpmworks::engine
