// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/json.hpp"
#include "pipeline/audit.hpp"

namespace rpmworks::cli {

// What `rpmworks audit` prints: docs/audit.md.
std::string answer_text(const pipeline::Audited<audit::Answer>& audited);
Json answer_json(const pipeline::Audited<audit::Answer>& audited);
std::string vulnerable_text(const pipeline::Audited<audit::Vulnerabilities>& audited);
Json vulnerable_json(const pipeline::Audited<audit::Vulnerabilities>& audited);
/// `what` names the report in JSON; `nothing` is the text if no package is listed.
std::string listed_text(const pipeline::Audited<std::vector<audit::Listed>>& audited,
                        const std::string& nothing);
Json listed_json(const pipeline::Audited<std::vector<audit::Listed>>& audited, const std::string& what);

}  // namespace rpmworks::cli
