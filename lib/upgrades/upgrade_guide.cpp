// SPDX-License-Identifier: GPL-3.0-or-later
#include "upgrades/upgrade_guide.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/text.hpp"
#include "upgrades/upgrade_commands.hpp"

namespace rpmworks::upgrades {

namespace {

using ChangeKind = solve::UpgradeChange::Kind;
using solve::UpgradeChange;
using solve::UpgradeSystem;

constexpr size_t k_most_listed = 40;

std::string code(const std::string& text) {
  return "`" + text + "`";
}

std::string listed(std::vector<std::string> items) {
  const size_t count = items.size();
  if (count > k_most_listed) {
    items.resize(k_most_listed);
    items.push_back(fmt::format("and {} more", count - k_most_listed));
  }
  return join(items, ", ");
}

std::vector<const UpgradeChange*> changes_of(const UpgradeSystem& system, ChangeKind kind) {
  std::vector<const UpgradeChange*> found;
  for (const auto& change : system.changes)
    if (change.kind == kind) found.push_back(&change);
  return found;
}

class Guide {
 public:
  explicit Guide(const Upgrades& upgrades) : m_upgrades(upgrades) {}

  std::string run() {
    introduction();
    for (const auto& upgrade : m_upgrades.all) add_upgrade(upgrade);
    return std::move(m_text);
  }

 private:
  template <typename... Arguments>
  void add(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(m_text), format, std::forward<Arguments>(arguments)...);
  }

  std::string name() const { return m_upgrades.product + " " + m_upgrades.release; }

  void introduction() {
    add("# Upgrading to {}\n\n", name());
    add("For each earlier release, these commands bring a system that has its packages to exactly the "
        "packages of {}. Run them as root, in this order.\n\n",
        name());
    const auto programs = programs_of(m_upgrades.all.front().client);
    add("- Clients see the new release when their metadata expires, and at once after {}.\n",
        code(refresh_command(programs.front())));
    add("- Leave out the names of packages that are not installed on a system.\n");
    add("- The commands were checked with the solver of dnf, libsolv, on a system with every package of the "
        "earlier release.\n");
    const bool is_without_base =
        std::ranges::any_of(m_upgrades.all, [](const auto& upgrade) { return !upgrade.has_base; });
    if (is_without_base)
      add("- What the packages require and no release has was taken as given, because the system that "
          "clients "
          "have is not known.\n");
  }

  // dnf does not switch to another stream of a module: that has to be reset first. It enables a default
  // stream when it installs a package of it.
  void modules(const Upgrade& upgrade) {
    const auto commands = module_commands(upgrade);
    if (commands.empty()) return;
    add("\nThe modules that its packages need are other ones. First:\n\n");
    for (const auto& words : commands) add("    dnf {}\n", join(words, " "));
  }

  void add_upgrade(const Upgrade& upgrade) {
    add("\n## From {}{}\n", upgrade.path.from,
        m_upgrades.has_several_targets ? ", for " + upgrade.target : std::string());
    repo_file(upgrade);
    modules(upgrade);
    for (const auto& system : upgrade.path.systems) add_system(upgrade, system);
    notes(upgrade);
  }

  void repo_file(const Upgrade& upgrade) {
    std::vector<std::string> lacks;
    const auto part = [&](const std::vector<std::string>& items, std::string_view one) {
      if (items.empty()) return;
      std::vector<std::string> names;
      for (const auto& item : items) names.push_back(code(item));
      lacks.push_back(fmt::format("the {}{} {}", one, items.size() == 1 ? "" : "s", listed(names)));
    };
    part(upgrade.new_sections, "section");
    part(upgrade.new_keys, "key");
    if (lacks.empty()) return;
    const std::string file =
        m_upgrades.has_several_targets ? m_upgrades.product + "-" + upgrade.target : m_upgrades.product;
    add("\nClients whose {0} is that of {1} need the present {0} first. Theirs lacks {2}.\n",
        code(file + ".repo"), upgrade.path.from, join(lacks, " and "));
  }

  void add_system(const Upgrade& upgrade, const UpgradeSystem& system) {
    if (!system.with.empty()) {
      // Nothing to say if the commands of the other packages serve here too.
      add("\n### With {}\n\n", listed(names_of(system.with)));
      add("{} cannot be installed together with the other packages. On a system that has {}:\n",
          listed(names_of(system.with)), system.with.size() == 1 ? "it" : "them");
    } else {
      add("\n{}\n", summary(system));
    }
    if (!system.stuck.empty())
      add("\n**These commands do not lead to {}:** {}\n", name(), listed(stuck_in(system)));
    if (system.commands.empty()) {
      if (!system.with.empty()) add("\nThere is nothing to do.\n");
      return;
    }
    const auto programs = programs_of(upgrade.client);
    for (const Program program : programs) {
      if (program != programs.front()) add("\nWith {}:\n", name_of(program));
      add("\n");
      for (const auto& line : command_lines(program, system)) add("    {}\n", indented(line));
    }
    details(upgrade, system);
  }

  static std::string indented(const std::string& line) { return join(split(line, '\n'), "\n    "); }

  static std::vector<std::string> names_of(const std::vector<rpm::Nevra>& packages) {
    std::vector<std::string> names;
    for (const auto& package : packages) names.push_back(code(package.name));
    const auto twice = std::ranges::unique(names);
    names.erase(twice.begin(), twice.end());
    return names;
  }

  static std::vector<std::string> stuck_in(const UpgradeSystem& system) {
    std::vector<std::string> lines;
    for (const auto& stuck : system.stuck) lines.push_back(code(stuck.package.str()));
    return lines;
  }

  // "2 packages are upgraded, 1 is new; 240 stay as they are."
  static std::string summary(const UpgradeSystem& system) {
    std::vector<std::string> parts;
    const auto part = [&](ChangeKind kind, std::string_view what) {
      const size_t count = changes_of(system, kind).size();
      if (count == 0) return;
      const std::string who = parts.empty() ? counted(count, "package") : std::to_string(count);
      parts.push_back(fmt::format("{} {} {}", who, count == 1 ? "is" : "are", what));
    };
    part(ChangeKind::upgraded, "upgraded");
    part(ChangeKind::downgraded, "downgraded");
    part(ChangeKind::rebuilt, "installed again");
    part(ChangeKind::replaced, "replaced by others");
    part(ChangeKind::removed, "removed");
    part(ChangeKind::added, "new");
    if (parts.empty()) return "Nothing changes: the packages are the same.";
    std::string text = join(parts, ", ");
    if (system.unchanged > 0)
      text += fmt::format("; {} {} as {}", system.unchanged, system.unchanged == 1 ? "stays" : "stay",
                          system.unchanged == 1 ? "it is" : "they are");
    return text + ".";
  }

  void item(std::string_view what, const std::vector<std::string>& items) {
    if (!items.empty()) m_items.push_back(fmt::format("- {}: {}\n", what, listed(items)));
  }

  void flush_items() {
    if (m_items.empty()) return;
    add("\n");
    for (const auto& line : m_items) add("{}", line);
    m_items.clear();
  }

  void details(const Upgrade& upgrade, const UpgradeSystem& system) {
    const auto texts = [&](ChangeKind kind, auto&& text) {
      std::vector<std::string> lines;
      for (const auto* change : changes_of(system, kind)) lines.push_back(text(*change));
      return lines;
    };
    const auto change_text = [](const UpgradeChange& change) {
      const bool same_arch = change.before.arch == change.after.arch;
      return fmt::format(
          "{} to {}", code(change.before.str()),
          code(same_arch ? change.after.evr.str() : change.after.evr.str() + "." + change.after.arch));
    };
    const auto before = [](const UpgradeChange& change) { return code(change.before.str()); };
    item("Downgraded, which an upgrade alone does not do", texts(ChangeKind::downgraded, change_text));
    item("Replaced", texts(ChangeKind::replaced, [](const UpgradeChange& change) {
           return fmt::format("{} by {}", code(change.before.name), code(change.after.str()));
         }));
    std::vector<std::string> withdrawn;
    std::vector<std::string> dropped;
    std::vector<std::string> unneeded;
    for (const auto* change : changes_of(system, ChangeKind::removed))
      (m_upgrades.withdrawals.cover(change->before, upgrade.path.from) ? withdrawn
       : upgrade.vendor_packages.contains(change->before)              ? unneeded
                                                                       : dropped)
          .push_back(before(*change));
    item("Removed, because they were withdrawn", withdrawn);
    item("Removed, because this release does not have them", dropped);
    item("Removed, because nothing in this release needs them", unneeded);
    item("Installed again, because the contents differ in the same version",
         texts(ChangeKind::rebuilt, before));
    item("New",
         texts(ChangeKind::added, [](const UpgradeChange& change) { return code(change.after.str()); }));
    item("Stays installed beside the new version", texts(ChangeKind::kept, before));
    std::vector<std::string> dragged;
    for (const auto& command : system.commands)
      for (const auto& package : command.removed) dragged.push_back(code(package.str()));
    item("Removed together with the packages that a command names", dragged);
    flush_items();
  }

  void notes(const Upgrade& upgrade) {
    std::vector<std::string> moved;
    for (const auto& change : upgrade.path.moved)
      moved.push_back(fmt::format("{} from {} to {}", code(change.after.name), code(change.section_before),
                                  code(change.section_after)));
    item("In another section, so clients need that repository", moved);
    std::vector<std::string> broken;
    for (const auto& package : upgrade.path.not_installed) broken.push_back(code(package.str()));
    item("Not considered, because they cannot be installed from the earlier release either", broken);
    flush_items();
  }

  const Upgrades& m_upgrades;
  std::string m_text;
  std::vector<std::string> m_items;
};

}  // namespace

std::string upgrade_guide(const Upgrades& upgrades) {
  return upgrades.all.empty() ? std::string() : Guide(upgrades).run();
}

}  // namespace rpmworks::upgrades
