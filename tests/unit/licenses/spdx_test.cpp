// SPDX-License-Identifier: GPL-3.0-or-later
#include "licenses/spdx.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "core/files.hpp"
#include "core/text.hpp"
#include "licenses/expression.hpp"

using namespace rpmworks;
using licenses::license_ref;
using licenses::OtherLicense;
using licenses::spdx_license;

namespace {

std::string spdx(const std::string& tag) {
  return spdx_license(tag).expression;
}

std::vector<std::string> lines_of(const char* file) {
  return split(read_file(fs::path(RPMWORKS_SOURCE_DIR) / "lib/licenses" / file), '\n');
}

}  // namespace

TEST_CASE("SPDX expressions stay, in the spelling of the list") {
  CHECK(spdx("MIT") == "MIT");
  CHECK(spdx("mit and apache-2.0") == "MIT AND Apache-2.0");
  CHECK(spdx("MIT AND (GPL-2.0-only WITH classpath-exception-2.0 OR Apache-2.0)") ==
        "MIT AND (GPL-2.0-only WITH Classpath-exception-2.0 OR Apache-2.0)");
  CHECK(spdx("Apache-1.1+") == "Apache-1.1+");
  CHECK(spdx("(MIT) OR (ISC OR Zlib)") == "MIT OR ISC OR Zlib");
  CHECK(spdx("MIT OR ISC AND Zlib") == "MIT OR ISC AND Zlib");
  CHECK(spdx("(MIT OR ISC) AND Zlib") == "(MIT OR ISC) AND Zlib");
}

TEST_CASE("deprecated ids are replaced") {
  CHECK(spdx("GPL-2.0") == "GPL-2.0-only");
  CHECK(spdx("GPL-2.0+") == "GPL-2.0-or-later");
  CHECK(spdx("LGPL-2.1+ WITH OCaml-LGPL-linking-exception") ==
        "LGPL-2.1-or-later WITH OCaml-LGPL-linking-exception");
  CHECK(spdx("GPL-2.0-with-classpath-exception") == "GPL-2.0-only WITH Classpath-exception-2.0");
  CHECK(spdx("Net-SNMP") == "Net-SNMP");  // SPDX names no replacement
}

TEST_CASE("names with one meaning are translated") {
  CHECK(spdx("GPLv2+ and (BSD or Public Domain)") ==
        "GPL-2.0-or-later AND (LicenseRef-BSD OR LicenseRef-Public-Domain)");
  CHECK(spdx("ASL 2.0") == "Apache-2.0");
  CHECK(spdx("asl  2.0 AND mplv1.1") == "Apache-2.0 AND MPL-1.1");
  CHECK(spdx("zlib and Boost") == "Zlib AND BSL-1.0");
  CHECK(spdx("GPL+ or Artistic") == "GPL-1.0-or-later OR Artistic-1.0-Perl");
  CHECK(spdx("MIT and (Artistic or GPL+ or BSD)") ==
        "MIT AND (Artistic-1.0-Perl OR GPL-1.0-or-later OR LicenseRef-BSD)");
  CHECK(spdx("GPL+ and Artistic") == "GPL-1.0-or-later AND LicenseRef-Artistic");
  CHECK(spdx("GPL v2 or later") == "GPL-2.0-or-later");
  CHECK(spdx("LGPL v2.1 only and GPLv3+") == "LGPL-2.1-only AND GPL-3.0-or-later");
}

TEST_CASE("names with several meanings are not guessed") {
  const auto license = spdx_license("BSD and LGPLv2+ and Artistic and bsd");
  CHECK(license.expression ==
        "LicenseRef-BSD AND LicenseRef-LGPLv2-or-later AND LicenseRef-Artistic AND LicenseRef-BSD");
  CHECK(license.other == std::vector<OtherLicense>{{"LicenseRef-BSD", "BSD"},
                                                   {"LicenseRef-LGPLv2-or-later", "LGPLv2+"},
                                                   {"LicenseRef-Artistic", "Artistic"}});
  CHECK(spdx("GPLv2 with exceptions") == "LicenseRef-GPLv2-with-exceptions");
  CHECK(spdx("MIT with exceptions or MIT") == "LicenseRef-MIT-with-exceptions OR MIT");
  CHECK(spdx("GPL-2.0-only WITH unknown-exception") == "LicenseRef-GPL-2.0-only-WITH-unknown-exception");
  CHECK(spdx("eCos-2.0 WITH GCC-exception-3.1") == "LicenseRef-eCos-2.0-WITH-GCC-exception-3.1");
  CHECK(spdx("GPL-2.0-only+") == "LicenseRef-GPL-2.0-only-or-later");
  // A list does not say whether all apply or one is to be chosen.
  const auto list = spdx_license("MPL 1.1/GPL 2.0/LGPL 2.1");
  REQUIRE(list.other.size() == 1);
  CHECK(list.other[0].text == "MPL 1.1/GPL 2.0/LGPL 2.1");
  CHECK(list.expression.starts_with("LicenseRef-MPL-1.1-GPL-2.0-LGPL-2.1-"));
  CHECK(spdx_license("GPLv2, BSD; MIT").other.size() == 1);
  CHECK(spdx("Redistributable, no modification permitted and MIT").ends_with(" AND MIT"));
}

TEST_CASE("texts that are no expressions become one LicenseRef") {
  CHECK(spdx_license("") == licenses::SpdxLicense{});
  CHECK(spdx(" \t\n") == "");
  for (const char* tag : {"GPLv2 or (at your option) any later version", "MIT AND", "(((", "\xff\xfe",
                          "<script>alert(1)</script>", "\xc3\xa9", "-", ".", "DocumentRef-a:LicenseRef-b"}) {
    CAPTURE(tag);
    const auto license = spdx_license(tag);
    REQUIRE(license.other.size() == 1);
    CHECK(license.expression == license.other[0].id);
    CHECK(license.other[0].text == tag);
    CHECK(license.expression.starts_with("LicenseRef-"));
    CHECK(license.expression.find_first_not_of(
              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") == std::string::npos);
  }
}

TEST_CASE("a LicenseRef of the tag stays; its text is not known") {
  const auto license = spdx_license("LicenseRef-Acme-1 OR MIT");
  CHECK(license.expression == "LicenseRef-Acme-1 OR MIT");
  CHECK(license.other == std::vector<OtherLicense>{{"LicenseRef-Acme-1", ""}});
  CHECK(spdx("LicenseRef-") != "LicenseRef-");
  CHECK(spdx("LicenseRef-a_b").starts_with("LicenseRef-LicenseRef-a-b-"));
}

TEST_CASE("ids of different texts differ") {
  const std::vector<std::string> texts = {"A/B", "A, B", "A B", "A;B", "A & B", "\xff", "\xfe", "A/b c"};
  std::set<std::string> ids;
  for (const auto& text : texts) ids.insert(licenses::lower_case(license_ref(text)));
  CHECK(ids.size() == texts.size());
  const std::string text(10'000, 'x');
  CHECK(license_ref(text).size() < 100);
  CHECK(license_ref(text) != license_ref(text + "x"));
  // Case has no meaning in ids, so texts that differ only in case are one licence.
  CHECK(licenses::lower_case(license_ref("A/B")) == licenses::lower_case(license_ref("a/b")));
}

TEST_CASE("a result is its own translation") {
  for (const char* tag : {"GPLv2+ and (BSD or Public Domain)", "GPL+ or Artistic", "eCos-2.0 or MIT/X11",
                          "A and (B or (C and D)) or E", "MIT with exceptions", "Apache-1.1+ AND ("}) {
    CAPTURE(tag);
    CHECK(spdx(spdx(tag)) == spdx(tag));
  }
  // Parentheses never become more.
  std::string deep = "A";
  for (int i = 0; i < 100; ++i) deep = "A and B or C and (" + deep + ")";
  CHECK(spdx_license(deep).other.size() == 3);
  CHECK(spdx(spdx(deep)) == spdx(deep));
}

TEST_CASE("the table of legacy names") {
  std::set<std::string> names;
  for (const std::string& line : lines_of("legacy-names.txt")) {
    if (line.empty() || line.front() == '#') continue;
    CAPTURE(line);
    const size_t equals = line.find(" = ");
    REQUIRE(equals != std::string::npos);
    const std::string name = line.substr(0, equals);
    const std::string expression = line.substr(equals + 3);
    CHECK(names.insert(licenses::lower_case(name)).second);
    // Every expression consists of ids of the list that are not deprecated.
    CHECK(spdx_license(expression) == licenses::SpdxLicense{expression, {}});
    CHECK(spdx(name) == expression);
  }
  CHECK(names.size() > 100);
}

TEST_CASE("the list of SPDX ids") {
  size_t licenses = 0;
  size_t exceptions = 0;
  bool in_exceptions = false;
  for (const std::string& line : lines_of("spdx-ids.txt")) {
    if (line == "[exceptions]") in_exceptions = true;
    if (line.empty() || line.front() == '#' || line.front() == '[') continue;
    for (const std::string& id : split(line, ' ')) {
      CAPTURE(id);
      const std::string expression = in_exceptions ? "MIT WITH " + id : id;
      CHECK(spdx_license(licenses::lower_case(expression)).other.empty());
      ++(in_exceptions ? exceptions : licenses);
    }
  }
  CHECK(licenses == 734);
  CHECK(exceptions == 67);
}
