// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "product/session.hpp"

namespace rpmworks::product {

/// One thing that a release needs.
struct ChecklistItem {
  std::string
      kind;  ///< "tool", "key", "upstream", "superproject", "package", "sandbox", "configuration", "release"
  std::string name;
  bool ok = false;
  std::string detail;                 ///< what was found, or what is wrong
  std::vector<std::string> notes;     ///< where, and further lines
  std::vector<std::string> warnings;  ///< what it can be used with all the same
  std::string hint;                   ///< how to get it
};

/// Looks at everything that releases of this product need: tools, sandboxes, keys, upstreams, packages. What
/// is missing or wrong is an item that is not ok; only an interrupt is thrown. Expects a session whose
/// superprojects are still to be added, and adds them.
std::vector<ChecklistItem> checklist(Session& session);

}  // namespace rpmworks::product
