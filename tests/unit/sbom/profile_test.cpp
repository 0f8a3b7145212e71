// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbom/profile.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"

using namespace rpmworks;
using sbom::missing_fields;
using sbom::MissingField;
using sbom::Profile;

TEST_CASE("BSI TR-03183-2 2.1") {
  manifest::Manifest m = test::sbom_manifest();
  const std::string zlib = m.packages[0].nevra.str();
  const std::string zlib_file = m.packages[0].file;
  CHECK(
      missing_fields(m, Profile::bsi_2_1) ==
      std::vector<MissingField>{
          {zlib, zlib_file, "component creator", "no e-mail address or URL of 'CentOS' is known"},
          {zlib, zlib_file, "hash value of the deployable component", "the SHA-512 of the file is not known"},
          {m.packages[2].nevra.str(), m.packages[2].file, "distribution licences",
           "not the name of an SPDX licence: 'BSD', 'Public Domain'"}});
  m.packages.erase(m.packages.begin());
  m.packages[1].license = m.packages[1].license_spdx = "MIT";
  CHECK(missing_fields(m, Profile::bsi_2_1).empty());
  m.supplier = {};
  m.created.clear();
  const auto missing = missing_fields(m, Profile::bsi_2_1);
  REQUIRE(missing.size() == 2 + m.packages.size());
  CHECK(missing[0].field == "creator of the SBOM");
  CHECK(missing[1].field == "timestamp");
  CHECK(missing[2].problem == "the package has no Vendor tag, and no supplier is known");
}

TEST_CASE("CISA 2025 and NTIA") {
  manifest::Manifest m = test::sbom_manifest();
  CHECK(missing_fields(m, Profile::cisa_2025).empty());
  CHECK(missing_fields(m, Profile::ntia).empty());
  m.packages[0].vendor.clear();
  m.packages[1].license.clear();
  m.packages[1].license_spdx.clear();
  m.packages[2].sha256.clear();
  m.packages[2].sha512.clear();
  m.supplier = {};
  const auto fields = [&](Profile profile) {
    std::vector<std::string> names;
    for (const auto& one : missing_fields(m, profile)) names.push_back(one.field);
    return names;
  };
  CHECK(fields(Profile::ntia) == std::vector<std::string>{"author of SBOM data", "supplier name",
                                                          "supplier name", "supplier name", "supplier name"});
  CHECK(fields(Profile::cisa_2025) ==
        std::vector<std::string>{"SBOM author", "software producer", "software producer", "license",
                                 "software producer", "component hash", "software producer"});
}
