// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/comps.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "repodata/updateinfo.hpp"

using namespace rpmworks;

namespace {

std::string refusal(const std::string& xml) {
  try {
    repodata::read_comps(xml, "comps.xml");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
    std::string text = error.render();
    return text.substr(0, text.find('\n'));
  }
  return "accepted";
}

}  // namespace

TEST_CASE("the groups of a comps file") {
  const auto groups = repodata::read_comps(
      "<?xml version=\"1.0\"?>\n<!DOCTYPE comps PUBLIC \"-//Red Hat, Inc.//DTD Comps info//EN\" "
      "\"comps.dtd\">\n"
      "<comps>\n<group><id> tools </id><name>Tools</name><packagelist>\n<packagereq "
      "type=\"mandatory\">zsh</packagereq>"
      "<packagereq>greet</packagereq></packagelist></group>\n<category><id>c</id></category>"
      "<group><id>empty</id></group></comps>",
      "comps.xml");
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].id == "tools");
  CHECK(groups[0].packages == std::vector<std::string>{"greet", "zsh"});
  CHECK(groups[1].packages.empty());
}

TEST_CASE("bad input: comps") {
  CHECK(refusal("<comps/>") == "accepted");
  CHECK(refusal("<comps>\n<group>\n</comps>").starts_with("comps.xml:3: error: not valid XML: "));
  CHECK(refusal("").starts_with("comps.xml"));
  CHECK(refusal("<html/>") == "comps.xml:1: error: the file contains <html>, not <comps>");
  CHECK(refusal("<comps>\n<group><name>x</name></group></comps>") == "comps.xml:2: error: a group has no id");
  // Entities stay as they are written, and files are not read.
  const auto groups = repodata::read_comps(
      "<!DOCTYPE comps [<!ENTITY e SYSTEM "
      "\"file:///etc/passwd\">]><comps><group><id>a&e;</id></group></comps>",
      "c");
  CHECK(groups.at(0).id == "a");
}

TEST_CASE("updateinfo.xml") {
  const std::string xml = repodata::updateinfo_xml(
      {{.id = "ACME-2026-1",
        .from = "acme",
        .type = "security",
        .severity = "Important",
        .title = "A & B",
        .description = "Text",
        .issued = 1767312000,
        .updated = 1767312001,
        .references = {{.type = "cve", .id = "CVE-2026-1", .href = "https://x.example/1"}},
        .packages = {{.nevra = rpm::Nevra::parse("greet-2:1.0-2.noarch"), .source = "greet-1.0-2.src.rpm"}}}},
      "acme");
  for (const char* part :
       {"<update from=\"acme\" status=\"final\" type=\"security\" version=\"1\">", "<id>ACME-2026-1</id>",
        "<title>A &amp; B</title>", "<issued date=\"2026-01-02 00:00:00\"/>",
        "<updated date=\"2026-01-02 00:00:01\"/>", "<severity>Important</severity>", "id=\"CVE-2026-1\"",
        "name=\"greet\" version=\"1.0\" release=\"2\" epoch=\"2\" arch=\"noarch\" "
        "src=\"greet-1.0-2.src.rpm\""}) {
    CAPTURE(xml);
    CHECK(xml.find(part) != std::string::npos);
  }
}
