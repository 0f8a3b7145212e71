// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "clients/limits.hpp"
#include "clients/profile.hpp"
#include "compose/plan_gate.hpp"

namespace rpmworks::compose {

namespace {

std::string unreadable_item(const Item& item, clients::Client client) {
  const auto* const kept = std::get_if<KeepSignature>(&item.signing);
  // Every client verifies the signatures that are made here.
  return clients::unreadable_because(
      *item.package, kept ? kept->signatures.front().hash : clients::k_signature_hash, client);
}

std::string way_to_readable(const config::Target& target, bool has_built) {
  if (!has_built)
    return fmt::format("use other versions of these packages, or change `client` of targets.{}", target.name);
  return fmt::format(
      "set _binary_payload and _source_payload to w9.gzdio in targets.{}.buildroot.macros and build "
      "again, or change its `client`",
      target.name);
}

}  // namespace

void planned_readable_gate(const PlanGateInputs& inputs) {
  std::vector<std::string> findings;
  const config::Target* target = nullptr;
  bool has_built = false;
  for (const auto& item : inputs.plan.items) {
    const auto section = std::ranges::find(inputs.plan.sections, item.section, &PlannedSection::path);
    // Report one target only: the error names the target and its clients.
    if (target && section->target != target) continue;
    const std::string why = unreadable_item(item, section->target->client);
    if (why.empty()) continue;
    target = section->target;
    has_built |= std::holds_alternative<SignHere>(item.signing);
    findings.push_back(fmt::format("{}: {}", item.package->nevra.str(), why));
  }
  if (!target) return;
  throw Error(ExitCode::gate, fmt::format("the clients of the target {} ({}) cannot read every package",
                                          target->name, clients::name_of(target->client)))
      .notes(std::move(findings))
      .hint(way_to_readable(*target, has_built));
}

}  // namespace rpmworks::compose
