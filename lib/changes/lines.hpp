// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: what a comparison says about a package, for text and Markdown.
#pragma once

#include <string>
#include <vector>

#include "changes/changes.hpp"

namespace rpmworks::changes {

/// A statement about a package.
struct Line {
  bool is_alarming = false;             ///< a new setuid file and the like
  std::string text;                     ///< printable
  std::vector<std::string> items = {};  ///< printable; more than fit into the text
  bool are_commands = false;            ///< the items are lines for a shell
};

/// Each text made safe by one_line; after `limit` texts, "and 3 more". 0: no limit.
std::vector<std::string> cut(std::vector<std::string> texts, size_t limit);

/// Makes untrusted text safe for one line of a terminal.
std::string one_line(const std::string& text);

/// "1-1", "1-1 → 2-1"; only the architecture is added if it changed.
std::string versions_of(const PackageChange& change);
/// "acme 1.0.1", "/srv/root (system)"
std::string title_of(const Side& side);
/// "1.2 MiB", "1.2 MiB → 1.3 MiB"; empty if it is not known
std::string sizes_of(const PackageChange& change);
/// What a section says about a package: "deps/epel", "deps/epel → deps/misc"
std::string sections_of(const PackageChange& change);

/// The details of a package, the most alarming first. Lists are cut after `limit` items; 0: no limit.
std::vector<Line> lines_of(const PackageChange& change, size_t limit);

/// What `dnf upgrade` does on the system; empty if that is not known.
std::vector<Line> upgrade_lines(const Changes& changes, size_t limit);

/// What clients of a release run; empty if the places are not two releases of one product.
std::vector<Line> command_lines(const Changes& changes);

/// How the interfaces of shared libraries changed, incompatible changes first; empty if that was not asked
/// for.
std::vector<Line> abi_lines(const Changes& changes, size_t limit);

/// Statements about the whole: what is lost and needed, keys, sections, what was not compared.
std::vector<Line> lines_of(const Changes& changes, size_t limit);

}  // namespace rpmworks::changes
