// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rpmworks::importer {

/// Who wrote a changelog entry.
struct ChangeAuthor {
  std::string name = "unknown";
  std::string email = "unknown@localhost";
};

/// Reads the heading of a changelog entry without its date: "Ada Writer <ada@example.org> - 1.0-1", in the
/// forms that people write it. What is missing stays unknown.
ChangeAuthor change_author(const std::string& heading);

}  // namespace rpmworks::importer
