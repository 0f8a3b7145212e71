// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/state_log.hpp"

#include <doctest/doctest.h>

#include "core/pattern.hpp"
#include "core/text.hpp"

using namespace rpmworks;

TEST_CASE("the lines have mock's format") {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-state-");
  const fs::path file = folder.path() / "state.log";
  engine::StateLog log(file, "engine 1");
  log.start("rpmbuild x.src.rpm");
  log.finish("rpmbuild x.src.rpm");
  const auto lines = split(trim(read_file(file)), '\n');
  REQUIRE(lines.size() == 3);
  const Pattern form(
      R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - (engine 1|(Start|Finish): rpmbuild x\.src\.rpm))");
  for (const auto& line : lines) CHECK(form.matches(line));
  CHECK(lines[1].ends_with("Start: rpmbuild x.src.rpm"));
  CHECK(lines[2].ends_with("Finish: rpmbuild x.src.rpm"));
}
