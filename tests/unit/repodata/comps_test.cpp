// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/comps.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "core/files.hpp"
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
      "acme", {}, fs::temp_directory_path());
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

TEST_CASE("the advisories of an upstream are reduced to packages that were taken") {
  const auto package = [](const std::string& name, const std::string& evr, const std::string& arch) {
    const rpm::Evr parsed = rpm::Evr::parse(evr);
    return "<package name=\"" + name + "\" epoch=\"0\" version=\"" + parsed.version + "\" release=\"" +
           parsed.release + "\" arch=\"" + arch + "\"><filename>" + name + "</filename></package>";
  };
  const auto update = [](const std::string& id, const std::string& packages) {
    return "<update from=\"x\" type=\"security\" status=\"final\" version=\"1\"><id>" + id +
           "</id><title>t</title><issued date=\"2025-01-02 03:04:05\"/><references><reference href=\"h\" "
           "id=\"CVE-1\" "
           "type=\"cve\"/></references><pkglist><collection short=\"s\"><name>n</name>" +
           packages + "</collection></pkglist></update>";
  };
  const std::string upstream =
      "<?xml version=\"1.0\"?><updates>" +
      update("SAME", package("nginx", "1.0-2", "x86_64") + package("nginx-mod", "1.0-2", "x86_64")) +
      update("EARLIER", package("nginx", "1.0-1", "x86_64") + package("nginx", "1.0-1", "aarch64")) +
      update("LATER", package("nginx", "1.0-3", "x86_64")) +
      update("OTHER", package("bind", "9-1", "x86_64")) + "</updates>";
  const auto reduced = [&](const std::string& xml, const std::vector<std::string>& nevras) {
    repodata::UpstreamAdvisories advisories{.xml = xml, .packages = {}};
    for (const auto& nevra : nevras) advisories.packages.push_back(rpm::Nevra::parse(nevra));
    return repodata::updateinfo_xml({}, "acme", advisories, fs::temp_directory_path());
  };
  const std::string xml = reduced(upstream, {"nginx-1.0-2.x86_64", "zlib-1-1.x86_64"});
  CAPTURE(xml);
  for (const char* part :
       {"<id>SAME</id>", "<id>EARLIER</id>", "issued date=\"2025-01-02 03:04:05\"", "CVE-1"})
    CHECK(xml.find(part) != std::string::npos);
  for (const char* part : {"LATER", "OTHER", "nginx-mod", "aarch64", "bind"})
    CHECK(xml.find(part) == std::string::npos);
  CHECK(reduced(upstream, {"zlib-1-1.x86_64"}).empty());
  CHECK(reduced("", {"zlib-1-1.x86_64"}).empty());
  CHECK_THROWS_WITH_AS(reduced("<updates><update>", {}), "cannot read the advisories of an upstream", Error);
}
