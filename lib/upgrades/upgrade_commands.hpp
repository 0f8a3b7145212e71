// SPDX-License-Identifier: GPL-3.0-or-later
// Commands as people type them.
#pragma once

#include <string>
#include <vector>

#include "clients/profile.hpp"
#include "solve/upgrade/upgrade.hpp"
#include "upgrades/upgrades.hpp"

namespace rpmworks::upgrades {

/// A package manager that clients may have.
enum class Program { dnf, yum, yum_el6, zypper };

/// The package managers of a profile's clients; the first is the usual one.
std::vector<Program> programs_of(clients::Client client);
std::string name_of(Program program);

/// The command that makes a client read the metadata of its repositories again.
std::string refresh_command(Program program);
/// The commands of a system, one a line. Long lines continue after a backslash.
std::vector<std::string> command_lines(Program program, const solve::UpgradeSystem& system);

/// The arguments of dnf with which a system enables the module streams that a release needs, if they differ
/// from those that the earlier release needs.
std::vector<std::vector<std::string>> module_commands(const Upgrade& upgrade);
/// The arguments that enable these streams.
std::vector<std::string> enabling(const std::vector<config::ModuleStream>& modules);

}  // namespace rpmworks::upgrades
