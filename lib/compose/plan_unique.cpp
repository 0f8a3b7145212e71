// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <map>

#include "compose/plan_gate.hpp"

namespace rpmworks::compose {

namespace {

const std::string& maker_of(const Item& item) {
  if (const auto* const upstream = item.origin.upstream()) return upstream->upstream;
  return item.package->is_source() ? item.origin.url() : item.package->source_rpm;
}

void require_unique_files(const Plan& plan) {
  std::map<std::pair<std::string, std::string>, const Item*> files;
  std::vector<std::string> findings;
  for (const auto& item : plan.items) {
    const auto [other, is_new] = files.emplace(std::pair(item.section, item.file_name), &item);
    if (is_new) continue;
    findings.push_back(fmt::format("{}/{}: {} from {} and {} from {}", item.section, item.file_name,
                                   other->second->package->nevra.str(), maker_of(*other->second),
                                   item.package->nevra.str(), maker_of(item)));
  }
  if (findings.empty()) return;
  throw Error(ExitCode::gate, "two packages have the same name in the same section")
      .notes(findings)
      .hint("clients would see only one of them: change a name, a release, or the section");
}

bool is_of_two_targets(const Item& one, const Item& other) {
  return one.build && other.build && one.build->target != other.build->target;
}

// A package may be in several sections of a target, such as a noarch package in the sections of all
// architectures, but it must be the same file in each. Clients of one target see a section of another target
// only if it is the same section of repos.yaml.
void require_same_everywhere(const Plan& plan) {
  std::map<std::string, const config::Target*> targets;
  for (const auto& section : plan.sections) targets[section.path] = section.first_target;
  std::map<std::pair<const config::Target*, std::string>, const Item*> files;
  std::vector<std::string> findings;
  bool is_of_targets = false;
  for (const auto& item : plan.items) {
    const auto [other, is_new] = files.emplace(std::pair(targets.at(item.section), item.file_name), &item);
    if (is_new || other->second->sha256 == item.sha256) continue;
    is_of_targets |= is_of_two_targets(*other->second, item);
    findings.push_back(fmt::format("{}: in {} from {}, in {} from {}", item.file_name, other->second->section,
                                   maker_of(*other->second), item.section, maker_of(item)));
  }
  if (findings.empty()) return;
  throw Error(ExitCode::gate, "two different packages have the same name, version and release")
      .notes(findings)
      .hint(is_of_targets
                ? "a noarch package must be the same for all targets of a section: make its files and "
                  "dependencies independent of the architecture, or build it for one target with `targets`"
                : "clients of both sections would see only one of them: change a name, a version or a "
                  "release");
}

}  // namespace

void unique_gate(const PlanGateInputs& inputs) {
  require_unique_files(inputs.plan);
  require_same_everywhere(inputs.plan);
}

}  // namespace rpmworks::compose
