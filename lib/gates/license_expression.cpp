// SPDX-License-Identifier: GPL-3.0-or-later
#include "gates/license_expression.hpp"

#include <algorithm>

#include "licenses/expression.hpp"

namespace rpmworks::gates {

namespace {

using licenses::Expression;
using Refused = std::vector<std::string>;

void append(Refused& refused, const Refused& more) {
  for (const auto& license : more)
    if (std::ranges::find(refused, license) == refused.end()) refused.push_back(license);
}

Refused refused_of(const Expression& expression, const std::set<std::string>& allowed) {
  if (expression.kind == Expression::Kind::license) {
    const std::string whole = expression.exception.empty()
                                  ? expression.license
                                  : expression.license + " WITH " + expression.exception;
    const auto is_allowed = [&](const std::string& name) { return allowed.contains(normal_license(name)); };
    if (is_allowed(expression.license) || is_allowed(whole)) return {};
    return {whole};
  }
  Refused refused;
  for (const Expression& part : expression.parts) {
    const Refused of_part = refused_of(part, allowed);
    // One alternative is sufficient; else all of them are shown.
    if (expression.kind == Expression::Kind::any && of_part.empty()) return {};
    append(refused, of_part);
  }
  return refused;
}

}  // namespace

std::string normal_license(const std::string& license) {
  return licenses::lower_case(licenses::single_blanks(license));
}

std::vector<std::string> refused_licenses(const std::string& expression,
                                          const std::set<std::string>& allowed) {
  if (allowed.contains(normal_license(expression))) return {};
  const auto parsed = licenses::parse_expression(expression);
  return parsed ? refused_of(*parsed, allowed) : Refused{expression};
}

}  // namespace rpmworks::gates
