// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pool.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <vector>

#include "core/error.hpp"

using namespace rpmworks;

TEST_CASE("every index is processed once, whatever the number of jobs") {
  for (const unsigned jobs : {0U, 1U, 3U, 50U}) {
    std::vector<std::atomic<int>> seen(40);
    parallel_for(seen.size(), jobs, [&](size_t i) { ++seen[i]; });
    for (const auto& count : seen) CHECK(count == 1);
  }
  parallel_for(0, 4, [](size_t) { FAIL("there is nothing to do"); });
}

TEST_CASE("the first failure stops the pool and is rethrown") {
  for (const unsigned jobs : {1U, 4U}) {
    std::atomic<int> begun{0};
    const auto fail_at_three = [&](size_t i) {
      ++begun;
      if (i == 3) throw Error(ExitCode::build, "x");
    };
    CHECK_THROWS_AS(parallel_for(1000, jobs, fail_at_three), Error);
    if (jobs == 1) CHECK(begun == 4);
  }
}
