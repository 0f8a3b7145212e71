// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "product/session.hpp"

namespace rpmworks::pipeline {

/// One thing that a release needs.
struct ChecklistItem {
  std::string kind;  ///< "tool", "key", "upstream", "base", "lock", "superproject", "package", "sandbox",
                     ///< "configuration", "release"
  std::string name;
  bool ok = false;
  std::string detail;                 ///< what was found, or the problem
  std::vector<std::string> notes;     ///< the place, and further lines
  std::vector<std::string> warnings;  ///< problems that do not prevent its use
  std::string hint;                   ///< how to fix the problem
};

/// Checks everything that releases of this product need: tools, sandboxes, keys, upstreams, packages. If
/// something is missing or wrong, its item is not ok; throws only for an interrupt. Pass a
/// session without the packages of superprojects: a superproject that cannot be fetched is an item too.
std::vector<ChecklistItem> checklist(product::Session& session);

}  // namespace rpmworks::pipeline
