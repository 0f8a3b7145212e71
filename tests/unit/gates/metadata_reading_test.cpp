// SPDX-License-Identifier: GPL-3.0-or-later
#include "gates/metadata_reading.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "core/files.hpp"

using namespace rpmworks;

TEST_CASE("metadata is read in advance, until it is replaced") {
  const TempDir folder(fs::temp_directory_path(), "reading-");
  make_folders(folder.path() / "section");
  repodata::write(folder.path() / "section", {}, {.timestamp = 1});
  gates::MetadataReading metadata;
  CHECK_FALSE(metadata.listed("section"));
  metadata.start(folder.path(), "section");
  metadata.start(folder.path(), "missing");
  REQUIRE(metadata.listed("section"));
  CHECK(metadata.listed("section")->empty());
  CHECK_THROWS_AS(metadata.listed("missing"), Error);
  metadata.forget();
  CHECK_FALSE(metadata.listed("section"));
}
