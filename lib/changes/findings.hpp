// SPDX-License-Identifier: GPL-3.0-or-later
// What a policy refuses of a comparison.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "changes/changes.hpp"
#include "config/diff_policy.hpp"

namespace rpmworks::changes {

/// A change that the policy refuses, or a rule that could not be checked.
struct Finding {
  std::string rule;
  std::string package;   ///< NEVRA; empty if the finding is about the whole
  std::string text;      ///< one line, printable
  SourcePosition where;  ///< of the rule in the policy
};

struct Judgement {
  std::vector<Finding> findings;   ///< in the order of the rules in the policy
  std::vector<std::string> notes;  ///< exceptions that applied, and exceptions that nothing needed
};

/// The licences of an expression that are not among those that are allowed.
using RefusedLicenses =
    std::function<std::vector<std::string>(const std::string& license, const std::set<std::string>& allowed)>;

/// Applies a policy. Rules that need details which the comparison lacks are findings: a check that cannot be
/// made must not pass.
Judgement judge(const Changes& changes, const config::DiffPolicy& policy,
                const RefusedLicenses& refused_licenses);

}  // namespace rpmworks::changes
