// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbom/sbom.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <set>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/json.hpp"
#include "fixture.hpp"
#include "lockfile/pkgmanifest.hpp"

using namespace rpmworks;
using sbom::Format;

namespace {

/// The file of that name in tests/data/sbom must contain `text`. RPMWORKS_ACCEPT=1 writes it there.
void check_golden(const char* name, const std::string& text) {
  CAPTURE(name);
  const fs::path file = fs::path(RPMWORKS_TEST_DATA) / "sbom" / name;
  if (std::getenv("RPMWORKS_ACCEPT")) replace_file(file, text);
  CHECK(text == read_file(file));
}

Json parsed(const manifest::Manifest& manifest, Format format) {
  return Json::parse(sbom::text(manifest, format));
}

// All ids that a document defines, and all that it refers to.
void check_references_of_spdx_3(const Json& document) {
  std::set<std::string> ids;
  for (const Json& element : document["@graph"].elements()) {
    if (element.contains("@id")) ids.insert(element["@id"].text());
    if (element.contains("spdxId")) CHECK(ids.insert(element["spdxId"].text()).second);
  }
  const auto check = [&](const Json& element, const char* name) {
    if (!element.contains(name)) return;
    const Json& value = element[name];
    std::vector<std::string> references;
    if (value.is_array())
      references = value.get<std::vector<std::string>>();
    else
      references.push_back(value.text());
    for (const auto& reference : references) {
      CAPTURE(reference);
      CHECK((ids.contains(reference) || reference == "https://spdx.org/licenses/CC0-1.0"));
    }
  };
  for (const Json& element : document["@graph"].elements())
    for (const char* name : {"creationInfo", "createdBy", "createdUsing", "rootElement", "element", "from",
                             "to", "suppliedBy", "originatedBy", "dataLicense"})
      check(element, name);
}

}  // namespace

TEST_CASE("each format, byte for byte") {
  const manifest::Manifest m = test::sbom_manifest();
  check_golden("example.spdx3.json", sbom::text(m, Format::spdx_3));
  check_golden("example.spdx2.json", sbom::text(m, Format::spdx_2));
  check_golden("example.cdx17.json", sbom::text(m, Format::cyclonedx_1_7));
  check_golden("example.cdx16.json", sbom::text(m, Format::cyclonedx_1_6));
  check_golden("example.packages.yaml", sbom::text(m, Format::packages));
}

TEST_CASE("an SBOM does not depend on the other files of the release") {
  manifest::Manifest m = test::sbom_manifest();
  const std::string before = sbom::text(m, Format::cyclonedx_1_7);
  m.files.push_back({"manifest.cdx.json", std::string(64, '9')});
  m.config_sha256 = std::string(64, '8');
  CHECK(sbom::text(m, Format::cyclonedx_1_7) == before);
  m.packages[0].sha256 = std::string(64, '6');
  CHECK(parsed(m, Format::cyclonedx_1_7)["serialNumber"] != Json::parse(before)["serialNumber"]);
}

TEST_CASE("relations between packages") {
  const manifest::Manifest m = test::sbom_manifest();
  const Json cyclonedx = parsed(m, Format::cyclonedx_1_7);
  const auto ref = [&](size_t i) { return cyclonedx["components"][i]["bom-ref"].text(); };
  // greet requires zlib and greet-doc, which were chosen for it.
  CHECK(cyclonedx["dependencies"][0]["dependsOn"].size() == 4);
  CHECK(cyclonedx["dependencies"][2]["ref"] == ref(1));
  CHECK(cyclonedx["dependencies"][2]["dependsOn"] == Json(std::vector<std::string>{ref(0), ref(2)}));
  CHECK(cyclonedx["compositions"][0]["aggregate"] == "complete");
  CHECK(cyclonedx["compositions"][1]["aggregate"] == "incomplete");
  size_t generated = 0;
  const Json spdx = parsed(m, Format::spdx_2);
  for (const Json& one : spdx["relationships"].elements())
    if (one["relationshipType"] == "GENERATED_FROM") ++generated;
  CHECK(generated == 2);
  check_references_of_spdx_3(parsed(m, Format::spdx_3));
}

TEST_CASE("a package manifest can be imported again") {
  const manifest::Manifest m = test::sbom_manifest();
  const auto imported = lockfile::from_pkgmanifest(
      sbom::text(m, Format::packages), "packages.yaml",
      {.target = "t", .arch = "x86_64", .section = "all", .source_section = "sources"});
  CHECK(imported.lock.packages.size() == m.packages.size());
  manifest::Manifest unknown = m;
  unknown.packages[2].sha256.clear();
  CHECK_THROWS_WITH_AS(sbom::text(unknown, Format::packages), doctest::Contains("greet-doc-1.0-1.noarch"),
                       const Error&);
}

TEST_CASE("an inventory that knows almost nothing") {
  manifest::Manifest m{.inventory = "system"};
  m.packages.push_back({.nevra = rpm::Nevra::parse("bash-5.2-1.x86_64")});
  m.packages.push_back({.nevra = rpm::Nevra::parse("bash-5.2-1.x86_64")});
  const Json spdx_2 = parsed(m, Format::spdx_2);
  CHECK(spdx_2["packages"][1]["licenseDeclared"] == "NOASSERTION");
  CHECK(spdx_2["packages"][1]["supplier"] == "NOASSERTION");
  CHECK(spdx_2["packages"][1]["SPDXID"] != spdx_2["packages"][2]["SPDXID"]);
  CHECK(spdx_2["creationInfo"]["created"] == "1970-01-01T00:00:00Z");
  CHECK(spdx_2["comment"] == "The time of the packages is not known.");
  const Json cyclonedx = parsed(m, Format::cyclonedx_1_6);
  CHECK(!cyclonedx["metadata"].contains("timestamp"));
  CHECK(cyclonedx["metadata"]["lifecycles"][0]["phase"] == "discovery");
  CHECK(cyclonedx["compositions"][0]["aggregate"] == "incomplete");
  check_references_of_spdx_3(parsed(m, Format::spdx_3));
}

TEST_CASE("a manifest without packages") {
  const manifest::Manifest m{.product = "empty", .release = "1", .created = "2026-11-23T01:02:03Z"};
  for (const Format format : {Format::spdx_3, Format::spdx_2, Format::cyclonedx_1_7, Format::cyclonedx_1_6})
    CHECK(parsed(m, format).is_object());
  CHECK(sbom::text(m, Format::packages).ends_with("packages: {}\n"));
}
