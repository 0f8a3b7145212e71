// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the gates that a plan passes before anything is signed, a file each.
#pragma once

#include <span>

#include "compose/plan.hpp"
#include "core/error.hpp"

namespace rpmworks::compose {

/// What these gates judge.
struct PlanGateInputs {
  const Plan& plan;
  const config::Config& config;
};
using PlanGate = void (*)(const PlanGateInputs&);

/// Throws Error(gate) when no section takes the source package of something that is built.
void planned_sources_gate(const PlanGateInputs& inputs);
/// Throws Error(gate) when the clients of a section's target cannot read or verify one of its packages.
void readable_gate(const PlanGateInputs& inputs);
/// Throws Error(gate) when two packages would be the same file, or two different ones have the same name,
/// version and release.
void unique_gate(const PlanGateInputs& inputs);

/// All of them, in the order in which they are to be passed.
std::span<const PlanGate> plan_gates();

/// The Error(gate) for packages whose source packages no section takes, a line each.
Error sourceless(std::vector<std::string> packages);
/// Whether a section takes the source packages of what the section `built` holds.
bool is_source_taken(const config::Config& config, const config::Section& built);

}  // namespace rpmworks::compose
