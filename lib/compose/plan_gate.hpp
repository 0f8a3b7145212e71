// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the gates that a plan must pass before anything is signed, each in a file of its
// own.
#pragma once

#include <span>

#include "compose/plan.hpp"
#include "core/error.hpp"

namespace rpmworks::compose {

/// What these gates check.
struct PlanGateInputs {
  const Plan& plan;
  const config::Config& config;
};
using PlanGate = void (*)(const PlanGateInputs&);

/// Throws Error(gate) if no section takes the source package of a package that was built.
void planned_sources_gate(const PlanGateInputs& inputs);
/// Throws Error(gate) if the clients of a section's target cannot read or verify one of its packages.
void planned_readable_gate(const PlanGateInputs& inputs);
/// Throws Error(gate) if two packages would be the same file, or if two different packages have the same
/// name, version and release.
void unique_gate(const PlanGateInputs& inputs);

/// All plan gates, in the order in which they run.
std::span<const PlanGate> plan_gates();

/// The Error(gate) for packages whose source packages no section takes, one line each.
Error sourceless(std::vector<std::string> packages, const config::Config& config);
/// Whether a section takes the source packages of the packages in the section `built`.
bool is_source_taken(const config::Config& config, const config::Section& built);

}  // namespace rpmworks::compose
