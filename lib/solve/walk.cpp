// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/walk.hpp"

namespace rpmworks::solve {

bool is_lacking_file(Pool* pool, Id dependency) {
  return !ISRELDEP(dependency) && pool_id2str(pool, dependency)[0] == '/' &&
         *pool_whatprovides_ptr(pool, dependency) == 0;
}

bool lacks_a_file(Pool* pool, const std::vector<Id>& dependencies, const std::vector<Id>& packages) {
  bool lacks = false;
  walk(
      pool, dependencies, packages, [&](Id part) { lacks |= is_lacking_file(pool, part); },
      [](const Solvable&) {});
  return lacks;
}

}  // namespace rpmworks::solve
