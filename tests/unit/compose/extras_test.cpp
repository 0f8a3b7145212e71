// SPDX-License-Identifier: GPL-3.0-or-later
// Metadata of sections that is not made from packages.
#include <doctest/doctest.h>

#include "compose/preflight.hpp"
#include "compose/withdraw.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using test::error_of;
using test::Product;
using test::says;

namespace {

struct Lines : EventSink {
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::warning) lines.push_back("warning: " + event.subject);
    if (event.kind == Event::Kind::note && !event.subject.starts_with("not checked: "))
      lines.push_back(event.subject);
  }
  std::vector<std::string> lines;
};

std::vector<std::string> told(Product& product, bool replace = false) {
  const auto lines = std::make_shared<Lines>();
  Reporter reporter(lines);
  compose::compose(product.inputs, product.environment(reporter), replace);
  return lines->lines;
}

std::string unpacked(const Product& product, const std::string& ending) {
  for (const auto& entry : fs::directory_iterator(product.release() / "packages/repodata")) {
    if (!entry.path().string().ends_with(ending)) continue;
    Command unpack;
    unpack.argv = {"gzip", "-dcf", entry.path().string()};
    return run_checked(unpack, "reading").out;
  }
  return {};
}

config::Located<fs::path> file(const Product& product, const std::string& name, const std::string& content) {
  write_file_atomically(product.folder.path() / name, content);
  return {product.folder.path() / name, {.file = "repos.yaml", .line = 9, .column = 5}};
}

}  // namespace

TEST_CASE("groups") {
  Product product;
  const std::string xml =
      "<comps><group><id>tools</id><packagelist><packagereq>greet</packagereq><packagereq>vim</packagereq>"
      "</packagelist></group></comps>";
  product.config.sections[0].metadata.comps = file(product, "comps.xml", xml);
  CHECK(told(product) ==
        std::vector<std::string>{
            "comps.xml: the group tools names packages that the release does not contain: vim"});
  CHECK(unpacked(product, "-comps.xml") == xml);
  CHECK(unpacked(product, "-comps.xml.gz") == xml);
  const std::string repomd = read_file(product.release() / "packages/repodata/repomd.xml");
  CHECK(says(repomd, "<data type=\"group\">"));
  CHECK(says(repomd, "<data type=\"group_gz\">"));
  for (const auto& check : gates::verify(product.release(), Reporter::silent(), 1)) CHECK(check.passed);

  SUBCASE("a changed file changes the release") {
    CHECK(product.compose().unchanged);
    file(product, "comps.xml", "<comps/>");
    CHECK(says(error_of(ExitCode::gate, [&] { product.compose(); }), "1.0.0"));
    CHECK(told(product, true).empty());
    CHECK(unpacked(product, "-comps.xml") == "<comps/>");
  }
  SUBCASE("a missing file") {
    fs::remove(product.folder.path() / "comps.xml");
    const compose::Preflight preflight(product.config, layout::Targets(product.target()),
                                       product.workspace.tmp());
    const std::string message = error_of(
        ExitCode::invalid, [&] { preflight.require_sections({&product.config.packages.at("greet")}); });
    CHECK(says(message, "repos.yaml:9:5: error: the file " + (product.folder.path() / "comps.xml").string() +
                            " of 'comps' does not exist\n"));
    CHECK(says(message, "hint: create it, or remove 'comps'"));
  }
}

TEST_CASE("advisories") {
  Product product;
  product.config.sections[0].metadata.advisories =
      file(product, "advisories.yaml",
           "ACME-1: { type: security, severity: low, title: One, issued: 2026-01-02, packages: { greet: "
           "1.0-1 } }\n"
           "ACME-2: { type: bugfix, title: Two, issued: 2026-01-03, packages: { greet: 0.9-1, greeter: "
           "2.0-2, vim: 1-1 } }\n"
           "ACME-3: { type: enhancement, title: Three, issued: 2026-01-03, packages: { greeter: 3.0-1 } }\n");
  CHECK(told(product) ==
        std::vector<std::string>{"warning: advisories.yaml:2: ACME-2 lists greeter-2.0-2, but packages "
                                 "contains only greeter-2.0-1.x86_64: "
                                 "clients are not told about the advisory",
                                 "advisories.yaml:2: ACME-2 lists vim, which the release does not contain",
                                 "warning: advisories.yaml:3: ACME-3 lists greeter-3.0-1, but packages "
                                 "contains only greeter-2.0-1.x86_64: "
                                 "clients are not told about the advisory"});
  const std::string xml = unpacked(product, "-updateinfo.xml.gz");
  CHECK(says(xml, "<id>ACME-1</id>"));
  CHECK(says(xml, "<issued date=\"2026-01-02 00:00:00\"/>"));
  CHECK(says(xml,
             "name=\"greet\" version=\"1.0\" release=\"1\" epoch=\"0\" arch=\"noarch\" "
             "src=\"greet-1.0-1.src.rpm\""));
  CHECK(says(xml, "<id>ACME-2</id>"));
  CHECK(says(xml, "name=\"greet\" version=\"0.9\""));
  CHECK_FALSE(says(xml, "ACME-3"));
  CHECK_FALSE(says(xml, "greeter"));
  for (const auto& check : gates::verify(product.release(), Reporter::silent(), 1)) CHECK(check.passed);
}

TEST_CASE("a withdrawal keeps groups and advisories") {
  Product product;
  product.config.sections[0].metadata.comps = file(product, "comps.xml", "<comps/>");
  product.config.sections[0].metadata.advisories =
      file(product, "advisories.yaml",
           "ACME-1: { type: security, title: One, issued: 2026-01-02, packages: { greet: 1.0-1, greeter: "
           "2.0-1 } }\n"
           "ACME-2: { type: bugfix, title: Two, issued: 2026-01-02, packages: { greeter: 2.0-1 } }\n");
  product.compose();
  // The files of today do not matter.
  fs::remove(product.folder.path() / "comps.xml");
  fs::remove(product.folder.path() / "advisories.yaml");
  compose::withdraw({.from = "1.0.0", .packages = {"greeter-2.0-1.x86_64"}, .reason = {}}, "1.0.0.1",
                    product.environment());
  product.inputs.release = "1.0.0.1";
  CHECK(unpacked(product, "-comps.xml.gz") == "<comps/>");
  CHECK(unpacked(product, "-comps.xml") == "<comps/>");
  const std::string xml = unpacked(product, "-updateinfo.xml.gz");
  CHECK(says(xml, "ACME-1"));
  CHECK(says(xml, "name=\"greet\""));
  CHECK(xml.find("greeter") == std::string::npos);
  CHECK(xml.find("ACME-2") == std::string::npos);
}

TEST_CASE("modules and advisories of an upstream") {
  Product product;
  product.config.sections[0].metadata.advisories =
      file(product, "advisories.yaml",
           "ACME-1: { type: security, title: One, issued: 2026-01-02, packages: { greet: 1.0-1 } }\n");
  product.inputs.vendor_metadata = [] {
    return std::map<std::string, compose::VendorMetadata>{
        {"packages",
         {.modules = "---\ndocument: modulemd\n...\n",
          .updateinfo =
              "<updates><update type=\"bugfix\"><id>EL-1</id><pkglist><collection><package name=\"greeter\" "
              "epoch=\"0\" version=\"2.0\" release=\"1\" arch=\"x86_64\"/><package name=\"vim\" epoch=\"0\" "
              "version=\"2.0\" release=\"1\" arch=\"x86_64\"/></collection></pkglist></update></updates>"}}};
  };
  CHECK(told(product).empty());
  CHECK(unpacked(product, "-modules.yaml.gz") == "---\ndocument: modulemd\n...\n");
  const std::string xml = unpacked(product, "-updateinfo.xml.gz");
  for (const char* part : {"ACME-1", "EL-1", "name=\"greeter\""}) CHECK(says(xml, part));
  CHECK(xml.find("vim") == std::string::npos);
  // Nothing is read if nothing is composed.
  product.inputs.vendor_metadata = []() -> std::map<std::string, compose::VendorMetadata> {
    throw Error(ExitCode::upstream, "it was read");
  };
  CHECK(product.compose().unchanged);
}
