// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "core/text.hpp"
#include "gates/gate.hpp"

namespace rpmworks::gates {

namespace {

constexpr const char* k_closure_name = "closure";
constexpr size_t k_most_shown = 5;

std::string file_of(const GateInputs& inputs, const rpm::Nevra& nevra) {
  for (const size_t i : inputs.target->packages())
    if (inputs.release.manifest->packages[i].nevra == nevra) return inputs.release.manifest->packages[i].file;
  return {};
}

std::string reasons(std::vector<std::string> lines) {
  const size_t count = lines.size();
  if (count > k_most_shown) {
    lines.resize(k_most_shown);
    lines.push_back(fmt::format("and {} more", count - k_most_shown));
  }
  return join(lines, "; ");
}

}  // namespace

Check closure_gate(const GateInputs& inputs) {
  const std::string& subject = inputs.target->subject();
  if (const std::string& why = inputs.target->no_base(); !why.empty())
    return not_checked(k_closure_name, subject, why);
  const solve::Closure closure = inputs.target->selector().closure();
  std::vector<Finding> findings;
  for (const auto& one : closure.uninstallable)
    findings.push_back(
        {one.nevra.str(),
         fmt::format("{} cannot be installed on the base: {}", one.nevra.str(), reasons(one.explanation)),
         file_of(inputs, one.nevra)});
  std::vector<std::string> on_purpose;
  for (const auto& one : closure.separate) {
    if (one.is_on_purpose) {
      on_purpose.push_back(
          fmt::format("{} cannot be installed together with {}", one.nevra.str(), reasons(one.explanation)));
      continue;
    }
    findings.push_back({one.nevra.str() + " together",
                        fmt::format("{} cannot be installed together with the rest of the release: {}",
                                    one.nevra.str(), reasons(one.explanation)),
                        file_of(inputs, one.nevra)});
  }
  Check check = judged(k_closure_name, subject, std::move(findings));
  check.notes = std::move(on_purpose);
  return check;
}

}  // namespace rpmworks::gates
