// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/diff_policy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/fields.hpp"
#include "config/values.hpp"

namespace rpmworks::config {

namespace {

PolicyException read_policy_exception(const Fields& fields) {
  std::vector<std::string> rules = policy_rules();
  rules.emplace_back(k_license_rule);
  const auto rule = fields.required_text("rule", "name the rule that the package may break");
  if (std::ranges::count(rules, *rule) == 0) throw_unknown_name(rule, "rule", rules);
  return {.package = *fields.required_text("package", "give the name of the package"),
          .rule = *rule,
          .reason = *fields.required_text("reason", "say why the change is acceptable"),
          .where = fields.where()};
}

}  // namespace

const std::vector<std::string>& policy_rules() {
  static const std::vector<std::string> rules{"downgrades",
                                              "removals",
                                              "rebuilds",
                                              "permissions",
                                              "lost-provides",
                                              "outside-dependencies",
                                              "scriptlets",
                                              "configuration-files",
                                              "signers",
                                              "vendors",
                                              "abi"};
  return rules;
}

DiffPolicy read_diff_policy(const std::string& text, const std::string& file) {
  const Document document(text, file, {.hint_if_empty = "docs/diff.md describes a policy"});
  const Fields top(document, document.root(), Mark{1, 1}, "",
                   {"schema", "refuse", "licenses", "provided", "except"});
  const auto schema = top.required_text("schema", "begin the file with `schema: 1`");
  if (*schema != "1")
    throw Error(ExitCode::invalid, fmt::format("unknown schema {}", shown(*schema)))
        .at(schema.where)
        .hint("this release of rpmworks reads `schema: 1`");
  DiffPolicy policy;
  policy.refused = top.list("refuse");
  for (const auto& rule : policy.refused)
    if (std::ranges::count(policy_rules(), *rule) == 0) throw_unknown_name(rule, "rule", policy_rules());
  if (top.has("licenses")) {
    policy.licenses = top.list("licenses");
    policy.licenses_where = top.where("licenses");
  }
  for (const auto& name : top.list("provided")) policy.provided.push_back(*name);
  for (const auto& fields : top.items("except", "exception", {"package", "rule", "reason"}))
    policy.exceptions.push_back(read_policy_exception(fields));
  if (policy.refused.empty() && !policy.licenses)
    throw Error(ExitCode::invalid, "the policy refuses nothing")
        .at(top.where())
        .hint("list rules in `refuse`, or licences in `licenses`");
  return policy;
}

}  // namespace rpmworks::config
