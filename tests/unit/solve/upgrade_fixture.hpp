// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/text.hpp"
#include "solve/upgrade/upgrade.hpp"
#include "support/listing.hpp"

namespace rpmworks::test {

/// Lines of text that doctest can show.
class Lines {
 public:
  Lines() = default;
  Lines(std::initializer_list<std::string> lines) : m_lines(lines) {}
  void push_back(std::string line) { m_lines.push_back(std::move(line)); }
  bool empty() const { return m_lines.empty(); }
  bool operator==(const Lines&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Lines& lines) {
    return out << '{' << join(lines.m_lines, "; ") << '}';
  }

 private:
  std::vector<std::string> m_lines;
};

/// A base, a release 2 and earlier releases, made by hand. A package has the same digest in each release as
/// long as its name, version, dependencies and `build` are the same.
struct UpgradeFixture {
  TempDir folder{fs::temp_directory_path(), "upgrade-"};
  solve::UpgradeRequest request{.arch = "x86_64"};

  explicit UpgradeFixture(const std::vector<Listed>& base = {}, const std::vector<Listed>& now = {}) {
    if (!base.empty()) request.base.available.push_back(listing("base", "base", base));
    request.release.release = "2";
    if (!now.empty()) section(now);
  }

  /// Adds a section to the new release.
  void section(const std::vector<Listed>& packages, const std::string& name = "packages",
               const std::string& build = "build") {
    request.release.sections.push_back(listing("now-" + name, build, packages, name));
  }

  /// Adds an earlier release with one section.
  void earlier(const std::vector<Listed>& packages, const std::string& name = "packages",
               const std::string& build = "build") {
    const std::string release = "1." + std::to_string(request.earlier.size());
    request.earlier.push_back(
        {.release = release, .sections = {listing("before-" + release + name, build, packages, name)}});
  }

  solve::UpgradePath path() const { return solve::upgrade_paths(request, 1).at(0); }

 private:
  upstream::Metadata listing(const std::string& place, const std::string& build,
                             const std::vector<Listed>& packages, const std::string& name = "base") const {
    make_folders(folder.path() / place);
    upstream::Metadata metadata = Listing(folder.path() / place, build, packages).metadata();
    metadata.name = name;
    return metadata;
  }
};

inline std::string text_of(const solve::UpgradeCommand& command) {
  using Kind = solve::UpgradeCommand::Kind;
  std::string text;
  switch (command.kind) {
    case Kind::upgrade:
      text = "upgrade";
      break;
    case Kind::distro_sync:
      text = "distro-sync";
      break;
    case Kind::reinstall:
      text = "reinstall";
      break;
    case Kind::swap:
      text = "swap";
      break;
    case Kind::remove:
      text = "remove";
      break;
    case Kind::install:
      text = "install";
      break;
  }
  for (const auto& package : command.packages) text += " " + package;
  for (const auto& package : command.removed) text += " (-" + package.str() + ")";
  return text;
}

inline Lines commands(const solve::UpgradeSystem& system) {
  Lines texts;
  for (const auto& command : system.commands) texts.push_back(text_of(command));
  return texts;
}

inline std::string text_of(const solve::UpgradeChange& change) {
  static const std::vector<std::string> k_kinds{"upgraded", "downgraded", "rebuilt", "replaced",
                                                "removed",  "added",      "kept"};
  std::string text = k_kinds.at(static_cast<size_t>(change.kind));
  if (!change.before.name.empty()) text += " " + change.before.str();
  if (!change.after.name.empty()) text += " -> " + change.after.str();
  return text;
}

inline Lines changes(const solve::UpgradeSystem& system) {
  Lines texts;
  for (const auto& change : system.changes) texts.push_back(text_of(change));
  return texts;
}

/// "PACKAGE -> WANTED: REASON | REASON"
inline Lines stuck(const solve::UpgradeSystem& system) {
  Lines texts;
  for (const auto& one : system.stuck)
    texts.push_back(one.package.str() + " -> " + (one.wanted.name.empty() ? "" : one.wanted.str()) + ": " +
                    join(one.explanation, " | "));
  return texts;
}

inline Lines nevras(const std::vector<rpm::Nevra>& packages) {
  Lines texts;
  for (const auto& package : packages) texts.push_back(package.str());
  return texts;
}

}  // namespace rpmworks::test
