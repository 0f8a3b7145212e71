// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/side_task.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "core/threads.hpp"

namespace rpmworks {

TEST_CASE("a side task has ended after finish, and throws there what its work threw") {
  for (const unsigned threads : {1U, 2U}) {
    const ThreadLimit limit(threads);
    bool has_run = false;
    SideTask task([&] { has_run = true; });
    SideTask moved = std::move(task);
    moved.finish();
    CHECK(has_run);
    moved.finish();

    SideTask failing([] { throw Error(ExitCode::failed, "no space"); });
    CHECK_THROWS_WITH_AS(failing.finish(), "no space", Error);
  }
}

TEST_CASE("a side task ends before what it uses is destroyed") {
  int steps = 0;
  {
    const SideTask task([&] {
      for (int i = 0; i < 1000; ++i) ++steps;
    });
  }
  CHECK(steps == 1000);
}

}  // namespace rpmworks
