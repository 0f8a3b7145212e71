// SPDX-License-Identifier: GPL-3.0-or-later
#include "version.hpp"

#include <doctest/doctest.h>

#include "control.hpp"

using namespace rpmworks::hostbase;

TEST_CASE("versions sort as dpkg sorts them") {
  const std::vector<std::string> ascending = {
      "0.9~~", "0.9~rc1-1", "0.9",        "0.9-1", "0.9-1+b1",          "0.9-1+deb12u1",
      "0.9-2", "0.9a-1",    "0.9+dfsg-1", "0.10",  "1.0~beta1~svn1245", "1.0~beta1",
      "1.0",   "1:0.1"};
  for (size_t i = 0; i < ascending.size(); ++i)
    for (size_t j = 0; j < ascending.size(); ++j) {
      CAPTURE(ascending[i]);
      CAPTURE(ascending[j]);
      CHECK(compare_debian_versions(ascending[i], ascending[j]) == (i <=> j));
    }
  CHECK(compare_debian_versions("1.0", "0:1.0") == std::weak_ordering::equivalent);
  CHECK(compare_debian_versions("1.00", "1.0") == std::weak_ordering::equivalent);
  CHECK(compare_debian_versions("2.36-9", "2.36-10") == std::weak_ordering::less);
}

TEST_CASE("version bounds are evaluated as by dpkg") {
  CHECK(debian_version_fulfils("2.36-9+deb12u14", ">=", "2.36"));
  CHECK(debian_version_fulfils("2.36-9", ">>", "2.36"));
  CHECK_FALSE(debian_version_fulfils("2.36-9", "=", "2.36"));
  CHECK(debian_version_fulfils("1.0~rc1", "<<", "1.0"));
  CHECK(debian_version_fulfils("1.0", "<=", "1.0"));
  CHECK(debian_version_fulfils("anything", "", ""));
}

TEST_CASE("a version is split at the Debian revision") {
  const auto str = [](std::string_view version) { return rpm_evr(version).str(); };
  CHECK(str("2.36-9+deb12u14") == "2.36-9+deb12u14");
  CHECK(str("1:2.39.5-0+deb12u3") == "2.39.5-0+deb12u3");
  CHECK(str("12.4+deb12u10") == "12.4+deb12u10-0");
  CHECK(str("1.0~rc1-2~exp1") == "1.0~rc1-2~exp1");
  CHECK(str("1.2-3-4") == "1.2.3-4");
  CHECK(str("0:1.0-1") == "1.0-1");
}

TEST_CASE("a version in a dependency has a release only if Debian's has a revision") {
  CHECK(rpm_dependency_version("2.36") == "2.36");
  CHECK(rpm_dependency_version("2.36-9~") == "2.36-9~");
  CHECK(rpm_dependency_version("1:4.13") == "4.13");
  CHECK(rpm_operator("<<") == "<");
  CHECK(rpm_operator(">>") == ">");
  CHECK(rpm_operator(">=") == ">=");
}

TEST_CASE("rpm's comparison of a bound is known") {
  CHECK(rpm_version_fulfils("2.36-9+deb12u14", ">=", "2.36"));
  CHECK(rpm_version_fulfils("1.5.82", "=", "1.5.82"));
  CHECK(rpm_version_fulfils("1.5.82", ">=", "1.5.82~"));
  // dpkg: "1.0a" sorts before "1.0+b"; rpm drops the plus sign and sorts "a" before "b", or the number as
  // newer.
  CHECK(debian_version_fulfils("1.0+1-1", ">>", "1.0a-1"));
  CHECK(rpm_version_fulfils("1.0+1-1", ">>", "1.0a-1"));
  CHECK(debian_version_fulfils("1.0.a-1", ">>", "1.0b-1"));
  CHECK_FALSE(rpm_version_fulfils("1.0.a-1", ">>", "1.0b-1"));
}

TEST_CASE("architectures have RPM's names") {
  CHECK(rpm_arch("amd64") == "x86_64");
  CHECK(rpm_arch("all") == "noarch");
  CHECK(rpm_arch("arm64") == "aarch64");
  CHECK(multiarch_triplet("amd64") == "x86_64-linux-gnu");
  CHECK(multiarch_triplet("i386") == "i386-linux-gnu");
}

TEST_CASE("dependency fields are read") {
  const auto choices =
      parse_choices("libc6 (>= 2.36), debconf (>= 0.5) | debconf-2.0,python3:any (>> 3.9~), old (< 2)");
  REQUIRE(choices.size() == 4);
  CHECK(choices[0] == Choice{{"libc6", ">=", "2.36"}});
  CHECK(choices[1] == Choice{{"debconf", ">=", "0.5"}, {"debconf-2.0", "", ""}});
  CHECK(choices[2] == Choice{{"python3", ">>", "3.9~"}});
  CHECK(choices[3] == Choice{{"old", "<=", "2"}});
  CHECK(parse_choices("").empty());
  CHECK(parse_choices(" , ").empty());
  CHECK(parse_choices("broken (>= ") == std::vector<Choice>{{{"broken", "", ""}}});
}

TEST_CASE("a stanza is read") {
  const DebPackage package = parse_package(
      "Package: tool\nVersion: 1:2.0-3\nArchitecture: amd64\nPre-Depends: a\nDepends: b,\n c (= 1)\nBreaks: "
      "d (<< 2)\n"
      "Conflicts: e\nProvides: virtual (= 2.0)\nDescription: Does things\n More of it.\nSHA256: ab\n");
  CHECK(package.name == "tool");
  CHECK(package.summary == "Does things");
  CHECK(package.depends.size() == 3);
  CHECK(package.depends[0] == Choice{{"a", "", ""}});
  CHECK(package.depends[2] == Choice{{"c", "=", "1"}});
  CHECK(package.conflicts == std::vector<Relation>{{"e", "", ""}, {"d", "<<", "2"}});
  CHECK(package.provides == std::vector<Relation>{{"virtual", "=", "2.0"}});
  CHECK(package.sha256 == "ab");
  CHECK(package.file_name() == "tool_1%3a2.0-3_amd64.deb");
  CHECK(field_of("Package: a\nPackage-List: b\n", "Package-List") == "b");
  CHECK(field_of("Package-List: b\n", "Package").empty());
}
