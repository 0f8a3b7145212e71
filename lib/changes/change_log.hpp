// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "changes/changes.hpp"

namespace rpmworks::changes {

/// The heading of a release in a change log, without a newline: "## acme 1.0.2 (2026-11-30)".
std::string change_log_heading(const Side& release);

/// The change log of the new release as Markdown: its heading, the commits of each source package, and the
/// other changes.
std::string change_log(const Changes& changes);

/// A change log with another entry in front: before its first heading of the second level. Throws
/// Error(invalid) if it already has an entry for the release; `file` names it in the message.
std::string with_entry(const std::string& change_log, const std::string& entry, const std::string& file);

}  // namespace rpmworks::changes
