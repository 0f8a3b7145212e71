// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/json.hpp"
#include "publishing/publish.hpp"

namespace rpmworks::cli {

/// The results of the gates as JSON: docs/gates.md.
Json json_of(const std::vector<gates::Check>& checks);

/// The results as lines for a terminal.
std::string gates_text(const std::vector<gates::Check>& checks);

/// "PLACE is valid: 12 checks", or how many failed, were waived, or could not be made. `place`: a folder or a
/// URL.
std::string gates_summary(const std::string& place, const std::vector<gates::Check>& checks);

/// Whether a report with this name is written in the format SARIF.
bool is_sarif(const fs::path& file);

/// The findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0): each gate is a rule, and
/// waived findings are suppressed. Locations are files of the release at `place`, a folder or a URL, or of
/// repos.yaml.
/// `failure`: the error that ended the run before the gates; may be null.
std::string sarif(const std::vector<gates::Check>& checks, const std::string& place,
                  const Error* failure = nullptr);

}  // namespace rpmworks::cli
