// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/updateinfo.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "core/temporary.hpp"

using namespace rpmworks;

namespace {

repodata::Advisory example() {
  return {.id = "ACME-2026-1",
          .from = "acme",
          .type = "security",
          .severity = "Important",
          .title = "<greet> & \"others\"",
          .description = "A long name\ncrashed it; ]]> is text.",
          .issued = 1'767'660'000,
          .updated = 1'767'663'599,
          .references = {{.type = "cve", .id = "CVE-2026-1", .href = "https://cve.example/?a=1&b=2"},
                         {.type = "commit", .id = "0123", .href = "/srv/git"}},
          .packages = {{.nevra = rpm::Nevra::parse("greet-1.0-1.noarch"), .source = "greet-1.0-1.src.rpm"},
                       {.nevra = rpm::Nevra::parse("lib-2:1.0-1.x86_64"), .source = ""}}};
}

std::string written(const std::vector<repodata::Advisory>& advisories, const TempDir& tmp) {
  return repodata::updateinfo_xml(advisories, "acme", {.xml = "", .packages = {}}, tmp.path());
}

}  // namespace

TEST_CASE("advisories are read as they were written") {
  const TempDir tmp(fs::temp_directory_path(), "updateinfo-");
  const std::string xml = written({example()}, tmp);
  CHECK(xml.find("&lt;greet&gt; &amp;") != std::string::npos);
  const auto read = repodata::read_updateinfo(xml, tmp.path());
  REQUIRE(read.size() == 1);
  CHECK(read[0].id == "ACME-2026-1");
  CHECK(read[0].description == example().description);
  CHECK(read[0].issued == example().issued);
  CHECK(read[0].updated == example().updated);
  CHECK(read[0].packages.at(1).nevra == example().packages[1].nevra);
  CHECK(written(read, tmp) == xml);
}

TEST_CASE("an updateinfo.xml that cannot be read") {
  const TempDir tmp(fs::temp_directory_path(), "updateinfo-");
  CHECK_THROWS_AS(repodata::read_updateinfo("<updates><update>", tmp.path()), Error);
  std::string xml = written({example()}, tmp);
  const std::string time = "2026-01-06 00:40:00";
  REQUIRE(xml.find(time) != std::string::npos);
  xml.replace(xml.find(time), time.size(), "2026-13-06 00:40:00");
  CHECK_THROWS_WITH_AS(repodata::read_updateinfo(xml, tmp.path()), "an advisory has no valid time", Error);
}
