// SPDX-License-Identifier: GPL-3.0-or-later
#include "manifest/manifest.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "support/errors.hpp"
#include "support/manifest_fixture.hpp"

using namespace rpmworks;
using manifest::Manifest;

namespace {

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

std::string read_error(const std::string& json) {
  return test::error_of(ExitCode::invalid, [&] { Manifest::from_json(json, "manifest.json"); });
}

/// The errors of python3-jsonschema for a JSON text against docs/manifest.schema.json; "" if it is valid.
std::string schema_error(const std::string& json) {
  Command check;
  check.argv = {"python3", "-c",
                "import json, sys, jsonschema\n"
                "schema = json.load(open(sys.argv[1]))\n"
                "jsonschema.Draft202012Validator.check_schema(schema)\n"
                "errors = list(jsonschema.Draft202012Validator(schema).iter_errors(json.load(sys.stdin)))\n"
                "print('\\n'.join(f'{list(e.path)}: {e.message}' for e in errors), end='')\n",
                RPMWORKS_SOURCE_DIR "/docs/manifest.schema.json"};
  check.input = json;
  return run_checked(check, "validating a manifest").out;
}

}  // namespace

TEST_CASE("written JSON is read again") {
  const Manifest m = test::example_manifest();
  const std::string json = m.to_json();
  const Manifest again = Manifest::from_json(json, "manifest.json");
  CHECK(again.to_json() == json);
  CHECK(again.packages[0].nevra.str() == "greet-2:1.0-1.x86_64");
  CHECK(again.packages[0].signatures == m.packages[0].signatures);
  CHECK(again.packages[0].build->engine == "builtin");
  CHECK_FALSE(again.packages[2].build);
  CHECK(again.packages[1].required_by == std::vector<std::string>{"greet"});
  CHECK(again.sections[1].bytes == 5);
  CHECK(again.files[1].file == "index.html");
}

TEST_CASE("JSON has the same bytes for every kind of origin") {
  Manifest m = test::example_manifest();
  m.packages[1].origin = manifest::FromSourcePackage{.url = "https://example.org/greet.src.rpm",
                                                     .srpm_sha256 = std::string(64, 'f')};
  m.packages[2].origin =
      manifest::FromUpstream{.upstream = "epel", .url = "https://epel.example.org/greet.rpm"};
  m.packages[2].required_by = {"greet"};
  const std::string golden = read_file(RPMWORKS_SOURCE_DIR "/tests/unit/manifest/example.json");
  CHECK(m.to_json() == golden);
  const Manifest again = Manifest::from_json(golden, "example.json");
  CHECK(again.to_json() == golden);
  CHECK(again.packages == m.packages);
  CHECK(schema_error(golden) == "");
}

TEST_CASE("members that a kind of origin does not have are refused") {
  const auto with = [](const std::string& what, const std::string& instead) {
    return read_error(
        replaced(read_file(RPMWORKS_SOURCE_DIR "/tests/unit/manifest/example.json"), what, instead));
  };
  CHECK(test::says(with("\"kind\": \"git\"", "\"kind\": \"svn\""),
                   "git, srpm or upstream was expected here (at packages.0.origin.kind)"));
  CHECK(test::says(with("\"kind\": \"git\"", "\"kind\": \"srpm\""),
                   "an origin of the kind srpm has none (at packages.0.origin.ref)"));
  CHECK(test::says(with("\"kind\": \"srpm\"", "\"kind\": \"upstream\""),
                   "an origin of the kind upstream has none (at packages.1.origin.srpm_sha256)"));
  CHECK(test::says(with("\"kind\": \"upstream\"", "\"kind\": \"git\""),
                   "an origin of the kind git has none (at packages.2.origin.upstream)"));
}

TEST_CASE("the signer of the manifest and a vendor's keys are written if they exist") {
  const std::string vendor = std::string(40, 'D');
  Manifest m = test::example_manifest();
  CHECK(m.sections[0].package_signers() == std::vector<std::string>{m.sections[0].signer});
  m.signer = m.sections[0].signer;
  m.sections[0].from = "upstream";
  m.sections[0].signers = {vendor};
  CHECK(m.sections[0].package_signers() == std::vector<std::string>{vendor});
  const std::string json = m.to_json();
  CHECK(test::says(
      json, "\"config_sha256\": \"" + std::string(64, 'c') + "\",\n  \"signer\": \"" + m.signer + "\",\n"));
  CHECK(test::says(json, "\"signers\": [\n        \"" + vendor + "\"\n      ],\n"));
  const Manifest again = Manifest::from_json(json, "manifest.json");
  CHECK(again.to_json() == json);
  CHECK(again.signer == m.signer);
  CHECK(again.sections == m.sections);
  CHECK(schema_error(json) == "");
  CHECK(test::says(m.to_text(), "  " + vendor + "\n"));
}

TEST_CASE("SHA-1 and expired keys that repos.yaml accepts are written") {
  Manifest m = test::example_manifest();
  const std::string plain = m.to_json();
  CHECK_FALSE(test::says(plain, "\"digests\""));
  CHECK_FALSE(test::says(plain, "\"expired\""));
  m.sections[0].sha1 = true;
  m.keys[0].sha1 = true;
  for (const char* rule : {"signed-before", "ignore"}) {
    m.keys[0].expired = rule;
    const std::string json = m.to_json();
    const Manifest again = Manifest::from_json(json, "manifest.json");
    CHECK(again.sections == m.sections);
    CHECK(again.keys == m.keys);
    CHECK(again.to_json() == json);
    CHECK(schema_error(json) == "");
  }
  m.keys[0].expired = "never";
  CHECK(test::says(schema_error(m.to_json()), "'never'"));
  CHECK(test::says(
      test::error_of(ExitCode::invalid, [&] { Manifest::from_json(m.to_json(), "manifest.json"); }),
      "signed-before or ignore was expected here (at keys.0.expired)"));
  m.keys[0].expired.clear();
  std::string md5 = m.to_json();
  md5.replace(md5.find("\"sha1\""), 6, "\"md5\"");
  CHECK(test::says(test::error_of(ExitCode::invalid, [&] { Manifest::from_json(md5, "manifest.json"); }),
                   "sha1 was expected here (at sections.0.digests)"));
}

TEST_CASE("a lock, withdrawn packages, the base of a delta and the next key are written if there are any") {
  Manifest m = test::example_manifest();
  const std::string plain = m.to_json();
  for (const char* key : {"\"lock_sha256\"", "\"withdrawn\"", "\"delta_from\"", "\"next\""})
    CHECK_FALSE(test::says(plain, key));
  m.lock_sha256 = std::string(64, 'a');
  m.delta_from = {.release = "1.0.1", .manifest_sha256 = std::string(64, 'b')};
  m.keys[0].next = true;
  m.withdrawn = {{.nevra = "greet-2:0.9-1.x86_64",
                  .section = "packages",
                  .sha256 = std::string(64, 'd'),
                  .release = "1.0.1",
                  .reason = "it deletes <files>"}};
  const std::string json = m.to_json();
  const Manifest again = Manifest::from_json(json, "manifest.json");
  CHECK(again.to_json() == json);
  CHECK(again.delta_from == m.delta_from);
  CHECK(again.withdrawn == m.withdrawn);
  CHECK(again.keys == m.keys);
  CHECK(schema_error(json) == "");
  CHECK(test::says(read_error(replaced(json, "\"next\": true", "\"next\": 1")),
                   "true or false was expected here (at keys.0.next)"));
  CHECK(test::says(read_error(replaced(json, "\"section\": \"packages\",\n      \"sha256\"",
                                       "\"section\": \"../packages\",\n      \"sha256\"")),
                   "a plain relative path was expected here (at withdrawn.0.section)"));
}

TEST_CASE("JSON keeps the order of the documentation and ends in a newline") {
  const std::string json = test::example_manifest().to_json();
  CHECK(
      json.starts_with("{\n  \"schema\": 1,\n  \"product\": \"greetings\",\n  \"release\": \"1.0.2\",\n"
                       "  \"created\": \"2023-11-14T22:13:20Z\",\n"));
  CHECK(json.ends_with("]\n}\n"));
}

TEST_CASE("JSON is valid by its published schema, and the schema rejects errors") {
  const std::string json = test::example_manifest().to_json();
  CHECK(schema_error(json) == "");
  CHECK(schema_error(
            Manifest{.product = "p", .release = "1", .created = manifest::iso_time(0), .tool = "rpmworks 1"}
                .to_json()) == "");
  for (const auto& [what, with] :
       std::vector<std::pair<std::string, std::string>>{{"\"schema\": 1", "\"schema\": 2"},
                                                        {"\"epoch\": 2", "\"epoch\": \"2\""},
                                                        {"packages/greet-1.0", "../packages/greet-1.0"},
                                                        {"packages/greet-1.0", "/packages/greet-1.0"},
                                                        {"\"kind\": \"git\"", "\"kind\": \"svn\""},
                                                        {"\"license\"", "\"licence\""},
                                                        {std::string(64, 'a'), "abc"},
                                                        {"\"hash\": \"sha256\"", "\"hash\": \"md5\""},
                                                        {"2023-11-14T22:13:20Z", "yesterday"}})
    CHECK_MESSAGE(schema_error(replaced(json, what, with)) != "", what);
}

TEST_CASE("invalid UTF-8 can be written") {
  Manifest m = test::example_manifest();
  m.packages[0].summary = "caf\xe9";
  CHECK(test::says(m.to_json(), "caf\xef\xbf\xbd"));
}

TEST_CASE("errors in a manifest are reported with their position") {
  const std::string json = test::example_manifest().to_json();
  const std::string wrong_type = read_error(replaced(json, "\"size\": 1000", "\"size\": \"big\""));
  CHECK(test::says(wrong_type, "a non-negative whole number was expected here (at packages.1.size)"));
  CHECK(test::says(wrong_type, "\"size\": \"big\","));
  const auto lines = split(json, '\n');
  size_t line = 0;
  while (lines[line].find("\"size\": 1000") == std::string::npos) ++line;
  CHECK(test::says(wrong_type, "manifest.json:" + std::to_string(line + 1) + ":15"));

  CHECK(test::says(read_error(replaced(json, "\"size\": 5", "\"size\": -5")), "packages.2.size"));
  CHECK(test::says(read_error(replaced(json, "\"license\"", "\"licence\"")),
                   "'license' is missing (at packages.0)"));
  CHECK(test::says(read_error(replaced(json, "\"schema\": 1", "\"schema\": 7")),
                   "read it with the newer rpmworks that made it"));
  CHECK(test::says(read_error(replaced(json, "\"version\": \"1.0\"", "\"version\": \"1.1\"")),
                   "it is not greet-2:1.1-1"));
  CHECK(test::says(read_error(replaced(json, "\"epoch\": 2", "\"epoch\": 3")), "packages.0.nevra"));
  CHECK(test::says(read_error(replaced(json, std::string(64, 'a'), "zz")), "64 hexadecimal digits"));
  CHECK(test::says(read_error(replaced(json, "22:13:20Z", "22:73:20Z")), "at created"));
  for (const std::string path : {"../x.rpm", "/etc/passwd", "a/../../b", "a//b", "", "."})
    CHECK(test::says(read_error(replaced(json, "packages/greet-1.0-1.x86_64.rpm", path)),
                     "a plain relative path"));
}

TEST_CASE("files that are not manifests") {
  CHECK(test::says(read_error(""), "this is not JSON"));
  CHECK(test::says(read_error("{\n  \"schema\": 1,\n  oops"), "manifest.json:3:3"));
  CHECK(test::says(read_error("[]"), "an object was expected"));
  CHECK(test::says(read_error("{}"), "'schema' is missing"));
  CHECK(test::says(read_error("{\"schema\": \"1\"}"), "at schema"));
  CHECK(test::says(read_error("\xff\xfe"), "this is not JSON"));
  const std::string json = test::example_manifest().to_json();
  for (size_t cut = 0; cut < json.size() - 2; cut += 37) read_error(json.substr(0, cut));
}

TEST_CASE("packages are sorted by section, name, EVR and arch") {
  Manifest m = test::example_manifest();
  manifest::Entry newer = m.packages[0];
  newer.nevra.evr.version = "1.10";
  manifest::Entry older = m.packages[0];
  older.nevra.evr.version = "1.9";
  m.packages = {m.packages[2], newer, m.packages[1], older, m.packages[0]};
  m.sort();
  std::vector<std::string> order;
  for (const auto& entry : m.packages) order.push_back(entry.section + " " + entry.nevra.str());
  CHECK(order == std::vector<std::string>{"packages greet-2:1.0-1.x86_64", "packages greet-2:1.9-1.x86_64",
                                          "packages greet-2:1.10-1.x86_64", "packages greet-doc-1.0-1.noarch",
                                          "sources greet-2:1.0-1.src"});
}

TEST_CASE("CSV can be read by other programs, and runs nothing in a spreadsheet") {
  Manifest m = test::example_manifest();
  m.packages[0].license = "GPL,\n\"or later\"";
  Command read;
  read.argv = {
      "python3", "-c",
      "import csv, sys\n"
      "rows = list(csv.DictReader(sys.stdin))\n"
      "print(len(rows), rows[0]['nevra'], repr(rows[0]['license']), rows[0]['summary'], rows[1]['summary'],\n"
      "      rows[0]['epoch'], rows[1]['epoch'], rows[1]['required_by'], rows[2]['build_engine'],\n"
      "      rows[0]['origin_verified'], rows[0]['origin_verified_by'][:8], sep='|')"};
  read.input = m.to_csv();
  CHECK(run_checked(read, "reading CSV").out ==
        "3|greet-2:1.0-1.x86_64|'GPL,\\n\"or later\"'|<script>alert(1)</script> & \"quotes\", a comma|"
        "'=cmd|' /C calc'!A0|2|0|greet||tag|01234567\n");
}

TEST_CASE("the text is a table for a terminal") {
  Manifest m = test::example_manifest();
  m.packages[0].license = "MIT\x1b[31m";
  const std::string text = m.to_text();
  CHECK(text.starts_with("greetings 1.0.2, 2023-11-14T22:13:20Z\n\nSECTION   PACKAGES     SIZE  CLIENT"));
  CHECK(test::says(text, "greet-2:1.0-1.x86_64"));
  CHECK(test::says(text, "bbbbbbbbbbbb, signed tag"));
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("times") {
  CHECK(manifest::iso_time(0) == "1970-01-01T00:00:00Z");
  CHECK(manifest::iso_time(1700000000) == "2023-11-14T22:13:20Z");
  CHECK(manifest::parse_iso_time("2023-11-14T22:13:20Z") == 1700000000);
  for (const char* wrong : {"", "2023-11-14", "2023-02-30T00:00:00Z", "2023-11-14T25:00:00Z",
                            "2023-11-14T22:13:20Zx", "2023-11-14T22:13:20"})
    CHECK_FALSE(manifest::parse_iso_time(wrong));
}

TEST_CASE("who supplies a release and which one it follows are written if they are known") {
  Manifest m = test::example_manifest();
  for (const char* key : {"\"supplier\"", "\"previous\"", "\"inventory\""})
    CHECK_FALSE(test::says(m.to_json(), key));
  m.supplier = {.name = "Acme", .url = "https://acme.example", .contact = "rpm@acme.example"};
  m.previous = {.release = "1.0.1", .manifest_sha256 = std::string(64, '7')};
  const std::string json = m.to_json();
  const Manifest again = Manifest::from_json(json, "manifest.json");
  CHECK(again.supplier == m.supplier);
  CHECK(again.previous == m.previous);
  CHECK(again.to_json() == json);
  CHECK(schema_error(json) == "");
  CHECK(test::says(read_error(replaced(json, std::string(64, '7'), "77")),
                   "64 hexadecimal digits were expected here (at previous.manifest_sha256)"));
}

TEST_CASE("a package may have several signatures, and a release has at least one of each") {
  Manifest m = test::example_manifest();
  rpm::Signature other = m.packages[0].signature();
  other.fingerprint = std::string(40, 'E');
  other.key_id = std::string(16, 'e');
  m.packages[0].signatures.push_back(other);
  const std::string json = m.to_json();
  const Manifest again = Manifest::from_json(json, "manifest.json");
  CHECK(again.packages[0].signatures == m.packages[0].signatures);
  CHECK(schema_error(json) == "");
  CHECK(test::says(m.to_csv(), m.packages[0].signature().fingerprint + " " + other.fingerprint));
  m.packages[0].signatures.clear();
  CHECK(test::says(read_error(m.to_json()),
                   "a package of a release has at least one (at packages.0.signatures)"));
}

TEST_CASE("manifests of earlier versions are read") {
  Manifest m = test::example_manifest();
  for (auto& section : m.sections) section.from.clear(), section.signers.clear();
  for (auto& entry : m.packages)
    entry.sha512 = entry.header_sha256 = entry.payload_sha256 = entry.license_spdx = entry.vendor =
        entry.purl = {};
  std::string json = m.to_json();
  for (size_t at = 0; (at = json.find("\"signatures\": [", at)) != std::string::npos;) {
    json.replace(at, 15, "\"signature\": ");
    json.erase(json.find(']', at), 1);
  }
  const Manifest again = Manifest::from_json(json, "manifest.json");
  CHECK(again.packages == m.packages);
  CHECK(again.sections == m.sections);
  CHECK_FALSE(again.sections[0].is_from_vendor());
}

TEST_CASE("an inventory may know less than a release") {
  Manifest m{.inventory = "system", .product = {}, .release = {}, .created = {}, .tool = "rpmworks 0.1.0"};
  m.sections = {{.path = "installed"}};
  m.packages = {{.nevra = {.name = "bash", .evr = {"", "5.2", "1"}, .arch = "x86_64"},
                 .section = "installed",
                 .file = {},
                 .sha256 = {},
                 .license = "GPL-3.0-or-later",
                 .summary = "A shell"}};
  m.packages[0].origin = manifest::FromUpstream{.upstream = {}, .url = {}};
  const std::string json = m.to_json();
  const Manifest again = Manifest::from_json(json, "manifest.json");
  CHECK(again.to_json() == json);
  CHECK(again.inventory == "system");
  CHECK(again.packages == m.packages);
  CHECK(again.packages[0].signature().fingerprint.empty());
  CHECK(test::says(read_error(replaced(json, "\"system\"", "\"heap\"")),
                   "folder, repository, system or lock was expected here (at inventory)"));
}
