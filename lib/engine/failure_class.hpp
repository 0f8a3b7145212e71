// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/files.hpp"

namespace rpmworks::engine {

/// The kinds of causes of failed builds, the same for all engines.
enum class FailureClass {
  package,        ///< the spec or the sources
  dependencies,   ///< BuildRequires that cannot be resolved, or not installed together
  network,        ///< a repository could not be reached, or is changing
  host,           ///< this machine: disk, memory, permissions, a lock
  configuration,  ///< repos.yaml, mock's own configuration, a missing key
  timeout,        ///< it exceeded its time limit
  cancelled       ///< a user ended it
};

/// "package", "dependencies" …
std::string_view name_of(FailureClass kind);
/// The exit code of the program: 4 for package and timeout, 3 for dependencies and configuration, 7 for
/// network, 1 for host, 130 for cancelled.
ExitCode exit_code_of(FailureClass kind);
/// Whether a retry may succeed: network and host.
bool is_transient(FailureClass kind);

/// A failure and the evidence for it. It is reported, and kept as failure.json.
struct ClassifiedFailure {
  FailureClass kind = FailureClass::host;
  ExitCode code = ExitCode::failed;  ///< exit_code_of(kind), or trust for signatures
  std::string phase;                 ///< "%build", "chroot init"; "" if not known
  std::string cause;                 ///< one line
  std::vector<std::string> lines;    ///< at most k_shown_lines of the log, with the cause
  std::string log;                   ///< the name of that log: "root.log"
  std::string hint;
};

/// The number of lines of a log that are shown and kept with a failure.
inline constexpr size_t k_shown_lines = 20;

/// The failure as JSON, as failure.json of a result folder holds it (docs/builds.md).
std::string to_json(const ClassifiedFailure& failure);
/// The phase in failure.json of a result folder; empty if there is none.
std::string failed_phase(const fs::path& folder);
/// Adds the machine on which the build failed to failure.json of a result folder, if the file exists.
void note_failed_host(const fs::path& folder, const std::string& host);
/// The machine in failure.json of a result folder; empty for this machine.
std::string failed_host(const fs::path& folder);

}  // namespace rpmworks::engine
