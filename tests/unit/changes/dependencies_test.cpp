// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "changes/changes.hpp"
#include "changes_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using Strings = std::vector<std::string>;

namespace {

changes::DependencyChanges requires_changes(const Strings& before, const Strings& after,
                                            const std::string& was = "p-1:1.0-1.noarch",
                                            const std::string& is = "p-1:1.1-1.noarch") {
  Place one, two;
  one.add(was).package.requires_ = before;
  two.add(is).package.requires_ = after;
  return compared(one, two).packages.at(0).details->requires_;
}

}  // namespace

TEST_CASE("dependencies that change with every version are left out") {
  CHECK(requires_changes({"p-libs = 1:1.0-1", "p-data = 1.0", "rpmlib(X) <= 1"},
                         {"p-libs = 1:1.1-1", "p-data = 1.1"})
            .is_empty());
  const auto fixed = requires_changes({"p-libs = 1:1.0-1"}, {"p-libs = 1:1.0-1"});
  REQUIRE(fixed.changed.size() == 1);
  CHECK(fixed.changed[0].after == "p-libs = 1:1.0-1");
}

TEST_CASE("lost, gained and changed dependencies") {
  const auto changes = requires_changes({"a", "b >= 1", "(x if y)"}, {"b >= 2", "c", "(x if z)"});
  CHECK(changes.lost == Strings{"(x if y)", "a"});
  CHECK(changes.gained == Strings{"(x if z)", "c"});
  CHECK(changes.changed == std::vector<changes::ChangedDependency>{{"b >= 1", "b >= 2"}});
  const auto bounds = requires_changes({"b >= 1", "b < 2"}, {"b >= 2", "b < 3"});
  CHECK(bounds.lost == Strings{"b < 2", "b >= 1"});
  CHECK(bounds.gained == Strings{"b < 3", "b >= 2"});
}
