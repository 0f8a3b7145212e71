// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbom/facts.hpp"

#include <doctest/doctest.h>

#include "fixture.hpp"

using namespace rpmworks;
using sbom::uri_reference;

TEST_CASE("texts as URI references") {
  CHECK(uri_reference("https://a.example/b c?d=%20&e=%2#f#g") ==
        "https://a.example/b%20c?d=%20&e=%252#f%23g");
  CHECK(uri_reference("git@host.example:team/x.git") == "ssh://git@host.example/team/x.git");
  CHECK(uri_reference("../repos/x.git") == "../repos/x.git");
  CHECK(uri_reference("a:b/c") == "./a:b/c");
  CHECK(uri_reference("\xff\"<>") == "%FF%22%3C%3E");
  CHECK(uri_reference("packages/a^b#c?d%20e.rpm", true) == "packages/a%5Eb%23c%3Fd%2520e.rpm");
}

TEST_CASE("suppliers and creators of packages") {
  const manifest::Manifest m = test::sbom_manifest();
  const sbom::Facts facts(m);
  const sbom::Party acme{"Acme Team", "https://acme.example", "rpm@acme.example"};
  CHECK(sbom::supplier_of(m.packages[1], facts) == acme);
  CHECK(sbom::creator_of(m.packages[1], facts) == acme);
  CHECK(sbom::supplier_of(m.packages[0], facts) == sbom::Party{"CentOS", "", ""});
  manifest::Entry suse = m.packages[0];
  suse.vendor = "SUSE LLC <https://www.suse.com/>";
  CHECK(sbom::creator_of(suse, facts) == sbom::Party{"SUSE LLC", "https://www.suse.com/", ""});
  suse.vendor = "A Person <a@b.example>";
  CHECK(sbom::creator_of(suse, facts) == sbom::Party{"A Person", "", "a@b.example"});
  suse.vendor.clear();
  CHECK(!sbom::creator_of(suse, facts).is_known());
}

TEST_CASE("ids and licences of a document") {
  const manifest::Manifest m = test::sbom_manifest();
  const sbom::Facts facts(m);
  CHECK(facts.uuid.size() == 36);
  CHECK(facts.uuid[14] == '5');
  CHECK(facts.tool_name == "rpmworks");
  CHECK(facts.tool_version == "0.1.0");
  CHECK(facts.other_licenses ==
        std::vector<licenses::OtherLicense>{{"LicenseRef-BSD", "BSD"},
                                            {"LicenseRef-Public-Domain", "Public Domain"}});
  CHECK(facts.source(1) == 3);
  CHECK(facts.source(2) == 3);
  CHECK(!facts.source(0));
  manifest::Entry other = m.packages[0];
  other.license_spdx = "Zlib";  // from another version, which knew better
  CHECK(sbom::license_of(other).expression == "Zlib");
}
