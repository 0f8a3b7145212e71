// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/run_builds.hpp"

#include <doctest/doctest.h>

#include "support/errors.hpp"
#include "unit/product/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::pipeline;
using namespace rpmworks::product;

TEST_CASE("a cluster needs the program that its jobs run") {
  test::ProductFixture product;
  product::Session session = product.open();
  session.program.clear();
  const config::Target target = choose_target(session, {.executor = "slurm"});
  const std::string told = test::error_of(ExitCode::invalid, [&] { run_builds(session, target, {}, {}); });
  CHECK(told.find("the program rpmworks, which the jobs of a cluster run, is not installed") !=
        std::string::npos);
  CHECK_THROWS_AS(forecast_builds(session, target, {}, {}), Error);
}
