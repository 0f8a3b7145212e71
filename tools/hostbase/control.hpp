// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::hostbase {

/// A name with a version requirement, as in Debian's dependency fields; without one, op and version are
/// empty.
struct Relation {
  std::string name;
  std::string op;  ///< "<<", "<=", "=", ">=", ">>"
  std::string version;
  bool operator==(const Relation&) const = default;
};

/// "a | b | c": one of them is required, the first is preferred.
using Choice = std::vector<Relation>;

/// The control stanza of a binary package.
struct DebPackage {
  std::string name;
  std::string version;
  std::string architecture;
  std::string priority;
  std::string section;
  std::string homepage;
  std::string summary;
  std::string sha256;
  std::vector<Choice> depends;  ///< Pre-Depends, then Depends
  std::vector<Relation> provides;
  std::vector<Relation> conflicts;  ///< Conflicts and Breaks
  std::vector<Relation> replaces;

  /// "name_version_arch.deb" as apt writes it, with the epoch's colon as %3a.
  std::string file_name() const;
};

/// Reads a dependency field. Architecture qualifiers ("python3:any") are dropped.
std::vector<Choice> parse_choices(std::string_view field);
/// Parses a field without alternatives: Provides, Conflicts, Breaks, Replaces.
std::vector<Relation> parse_relations(std::string_view field);

/// The value of a field, including continuation lines; empty if it is missing.
std::string_view field_of(std::string_view stanza, std::string_view name);

/// Reads one stanza of a Packages file or of `apt-cache dumpavail`.
DebPackage parse_package(std::string_view stanza);

}  // namespace rpmworks::hostbase
