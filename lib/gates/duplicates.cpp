// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/text.hpp"
#include "gates/gate.hpp"

namespace rpmworks::gates {

namespace {

constexpr const char* k_duplicates_name = "duplicates";

// Paths that differ in one component: the folders that `$basearch` stands for.
bool are_of_one_section(const std::string& one, const std::string& other) {
  const auto parts = split(one, '/');
  const auto others = split(other, '/');
  if (parts.size() != others.size()) return false;
  size_t differences = 0;
  for (size_t i = 0; i < parts.size(); ++i) differences += parts[i] == others[i] ? 0 : 1;
  return differences == 1;
}

// A noarch package is in the folder of each architecture.
bool may_be_in_both(const manifest::Entry& one, const manifest::Entry& other) {
  return one.sha256 == other.sha256 && one.nevra.arch == "noarch" &&
         are_of_one_section(one.section, other.section);
}

// Clients use the newest version only. The product may offer several versions of its own packages on purpose.
std::vector<std::string> several_versions(const GateInputs& inputs) {
  std::map<std::string, std::set<std::string>> versions;
  for (const size_t i : inputs.target->packages()) {
    const manifest::Entry& entry = inputs.release.manifest->packages[i];
    if (entry.origin.upstream())
      versions[fmt::format("{}: {}.{}", entry.section, entry.nevra.name, entry.nevra.arch)].insert(
          entry.nevra.evr.str());
  }
  std::vector<std::string> notes;
  for (const auto& [name, evrs] : versions)
    if (evrs.size() > 1)
      notes.push_back(
          fmt::format("{} is there in the versions {}", name, join({evrs.begin(), evrs.end()}, ", ")));
  return notes;
}

}  // namespace

Check duplicates_gate(const GateInputs& inputs) {
  std::vector<Finding> findings;
  std::set<std::string> nevras;
  for (const auto& entry : inputs.release.manifest->packages)
    if (entry.section == inputs.section->path && !nevras.insert(entry.nevra.str()).second)
      findings.push_back({entry.nevra.str(),
                          fmt::format("{} is in the section more than once", entry.nevra.str()), entry.file});
  return judged(k_duplicates_name, inputs.section->path, std::move(findings));
}

Check duplicates_across_gate(const GateInputs& inputs) {
  std::vector<Finding> findings;
  std::map<std::string, const manifest::Entry*> first;
  for (const size_t i : inputs.target->packages()) {
    const manifest::Entry& entry = inputs.release.manifest->packages[i];
    const auto [other, is_new] = first.emplace(entry.nevra.str(), &entry);
    if (is_new || other->second->section == entry.section || may_be_in_both(*other->second, entry)) continue;
    findings.push_back({entry.nevra.str(),
                        fmt::format("{} is in the sections {} and {}, which the same clients use",
                                    entry.nevra.str(), other->second->section, entry.section),
                        entry.file});
  }
  Check check = judged(k_duplicates_name, inputs.target->subject(), std::move(findings));
  check.notes = several_versions(inputs);
  return check;
}

}  // namespace rpmworks::gates
