// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rpmworks::importer {

/// The author of a changelog entry.
struct ChangeAuthor {
  std::string name = "unknown";
  std::string email = "unknown@localhost";
};

/// Parses the heading of a changelog entry without its date: "Ada Writer <ada@example.org> - 1.0-1" and the
/// usual variants. Missing parts keep their defaults.
ChangeAuthor change_author(const std::string& heading);

}  // namespace rpmworks::importer
