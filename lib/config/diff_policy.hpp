// SPDX-License-Identifier: GPL-3.0-or-later
// A policy for `rpmworks diff --policy FILE` (docs/diff.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace rpmworks::config {

/// A change that the policy accepts although it refuses others of the kind.
struct PolicyException {
  std::string package;  ///< name of the package
  std::string rule;
  std::string reason;
  SourcePosition where;
};

struct DiffPolicy {
  std::vector<Located<std::string>> refused;  ///< rules: words of policy_rules
  /// The licences that added and changed packages may have; nothing: any.
  std::optional<std::vector<Located<std::string>>> licenses;
  SourcePosition licenses_where = {};
  /// What the rule `outside-dependencies` takes as provided: names; `*` at the end stands for anything.
  std::vector<std::string> provided;
  std::vector<PolicyException> exceptions;
};

/// "downgrades", "removals", …
const std::vector<std::string>& policy_rules();
/// The rule that `licenses` stands for in exceptions and findings.
inline constexpr const char* k_license_rule = "licenses";

/// Reads the text of `file`. Throws Error(invalid) with file:line:column.
DiffPolicy read_diff_policy(const std::string& text, const std::string& file);

}  // namespace rpmworks::config
