// SPDX-License-Identifier: GPL-3.0-or-later
#include "upgrades/upgrade_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "upgrades/upgrade_guide.hpp"

namespace rpmworks::upgrades {

namespace {

using CommandKind = solve::UpgradeCommand::Kind;

constexpr size_t k_width = 96;

const char* verb_of(CommandKind kind) {
  switch (kind) {
    case CommandKind::upgrade:
      return "upgrade";
    case CommandKind::distro_sync:
      return "distro-sync";
    case CommandKind::reinstall:
      return "reinstall";
    case CommandKind::swap:
      return "swap";
    case CommandKind::remove:
      return "remove";
    case CommandKind::install:
      return "install";
  }
  return "";
}

// Breaks a line between words, with backslashes.
std::string wrapped(const std::vector<std::string>& words) {
  std::string text;
  size_t width = 0;
  for (const auto& word : words) {
    if (!text.empty() && width + word.size() + 3 > k_width) {
      text += " \\\n   ";
      width = 3;
    }
    if (!text.empty()) text += ' ';
    text += word;
    width += word.size() + 1;
  }
  return text;
}

std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// zypper needs the version for a downgrade: "nginx = 1.0-3" in one word.
std::vector<std::string> with_versions(const std::vector<std::string>& names,
                                       const solve::UpgradeSystem& system) {
  std::vector<std::string> words;
  for (const auto& name : names) {
    const auto change = std::ranges::find_if(system.changes, [&](const auto& one) {
      return one.after.name == name && one.kind != solve::UpgradeChange::Kind::replaced;
    });
    words.push_back(change == system.changes.end() ? name : name + "=" + change->after.evr.str());
  }
  return words;
}

std::vector<std::string> zypper_words(const solve::UpgradeCommand& command,
                                      const solve::UpgradeSystem& system) {
  switch (command.kind) {
    case CommandKind::upgrade:
      return {"zypper", "update"};
    case CommandKind::distro_sync:
      return with({"zypper", "install", "--oldpackage"}, with_versions(command.packages, system));
    case CommandKind::reinstall:
      return with({"zypper", "install", "--force"}, command.packages);
    case CommandKind::swap:
      return {"zypper", "install", command.packages.at(1), "'!" + command.packages.at(0) + "'"};
    case CommandKind::remove:
    case CommandKind::install:
      break;
  }
  return with({"zypper", verb_of(command.kind)}, command.packages);
}

std::string line_for(Program program, const solve::UpgradeCommand& command,
                     const solve::UpgradeSystem& system) {
  switch (program) {
    case Program::zypper:
      return wrapped(zypper_words(command, system));
    case Program::yum_el6:
      if (command.kind == CommandKind::swap)
        return fmt::format("printf 'remove {}\\ninstall {}\\nrun\\n' | yum shell", command.packages.at(0),
                           command.packages.at(1));
      [[fallthrough]];
    case Program::yum:
      if (command.kind == CommandKind::upgrade) return "yum update";
      return wrapped(with({"yum", verb_of(command.kind)}, command.packages));
    case Program::dnf:
      break;
  }
  return wrapped(with({"dnf", verb_of(command.kind)}, command.packages));
}

}  // namespace

std::vector<Program> programs_of(clients::Client client) {
  switch (client) {
    case clients::Client::el6:
      return {Program::yum_el6};
    case clients::Client::el7:
      return {Program::yum};
    case clients::Client::modern:
    case clients::Client::rpm6:
      break;
  }
  return {Program::dnf, Program::zypper};
}

std::string name_of(Program program) {
  switch (program) {
    case Program::dnf:
      return "dnf";
    case Program::zypper:
      return "zypper";
    case Program::yum:
    case Program::yum_el6:
      break;
  }
  return "yum";
}

std::string refresh_command(Program program) {
  return program == Program::zypper ? "zypper refresh" : name_of(program) + " clean expire-cache";
}

std::vector<std::string> command_lines(Program program, const solve::UpgradeSystem& system) {
  std::vector<std::string> lines;
  for (const auto& command : system.commands) lines.push_back(line_for(program, command, system));
  return lines;
}

std::vector<std::vector<std::string>> dnf_commands(const solve::UpgradeSystem& system) {
  std::vector<std::vector<std::string>> commands;
  for (const auto& command : system.commands)
    commands.push_back(with({verb_of(command.kind)}, command.packages));
  return commands;
}

std::vector<std::string> enabling(const std::vector<config::ModuleStream>& modules) {
  std::vector<std::string> words{"module", "enable"};
  for (const auto& one : modules) words.push_back(one.str());
  return words;
}

std::vector<std::vector<std::string>> module_commands(const Upgrade& upgrade) {
  std::set<std::string> before;
  std::set<std::string> now;
  std::vector<std::string> reset{"module", "reset"};
  for (const auto& one : upgrade.modules) now.insert(one.str());
  for (const auto& one : upgrade.modules_before) before.insert(one.str());
  if (before == now) return {};
  for (const auto* const list : {&upgrade.modules, &upgrade.modules_before})
    for (const auto& one : *list)
      if (std::ranges::count(reset, one.module) == 0) reset.push_back(one.module);
  std::vector<std::vector<std::string>> commands{std::move(reset)};
  if (!now.empty()) commands.push_back(enabling(upgrade.modules));
  return commands;
}

}  // namespace rpmworks::upgrades
