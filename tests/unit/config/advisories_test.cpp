// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/advisories.hpp"

#include <doctest/doctest.h>

#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

std::vector<Advisory> read(const std::string& yaml) {
  const TempDir folder(fs::temp_directory_path(), "advisories-");
  write_new_file(folder.path() / "a.yaml", yaml);
  return read_advisories(folder.path() / "a.yaml", "a.yaml");
}

std::string refusal(const std::string& yaml) {
  try {
    read(yaml);
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
    std::string text = error.render();
    return text.substr(0, text.find('\n'));
  }
  return "accepted";
}

}  // namespace

TEST_CASE("advisories are read") {
  const auto advisories = read(
      "ACME-2026-1:\n  type: security\n  severity: important\n  title: No more crash\n  description: |\n    "
      "One.\n    Two.\n"
      "  issued: 2026-01-02\n  updated: 2026-01-03T04:05:06Z\n  references: [CVE-2026-1, "
      "\"https://x.example/7\"]\n"
      "  packages: { greet: \"2:1.0-2\", libgreet: 1.0-2.el9 }\n"
      "ACME-2026-2: { type: bugfix, title: t, issued: 1970-01-01, packages: { greet: 1.0-3 } }\n");
  REQUIRE(advisories.size() == 2);
  CHECK(advisories[0].id == "ACME-2026-1");
  CHECK(advisories[0].severity == "Important");
  CHECK(advisories[0].description == "One.\nTwo.\n");
  CHECK(advisories[0].issued == 1767312000);
  CHECK(advisories[0].updated == 1767312000 + 86400 + 4 * 3600 + 5 * 60 + 6);
  CHECK(advisories[0].references == std::vector<std::string>{"CVE-2026-1", "https://x.example/7"});
  REQUIRE(advisories[0].packages.size() == 2);
  CHECK(advisories[0].packages[0].second.str() == "2:1.0-2");
  CHECK(advisories[1].issued == 0);
  CHECK(advisories[1].updated == 0);
  CHECK(advisories[1].where.line == 12);
}

TEST_CASE("bad input: advisories") {
  const std::string rest = "title: t, issued: 2026-01-02, packages: { greet: 1.0-2 } }\n";
  CHECK(refusal("A: { type: bugfix, " + rest) == "accepted");
  CHECK(refusal("- A\n") ==
        "a.yaml:1:1: error: the file must be a mapping from the ids of advisories to advisories");
  CHECK(refusal("A: { " + rest) == "a.yaml:1:1: error: 'type' is missing in advisory 'A'");
  CHECK(refusal("A: { type: bug, " + rest) == "a.yaml:1:12: error: 'type' of advisory 'A' is 'bug'");
  CHECK(refusal("A: { type: bugfix, colour: red, " + rest) ==
        "a.yaml:1:20: error: unknown key 'colour' in advisory 'A'");
  CHECK(refusal("A: { type: bugfix, references: [\"7\"], " + rest) ==
        "a.yaml:1:33: error: an item of 'references' of advisory 'A' is '7'");
  CHECK(refusal("A: { type: bugfix, description: \"a\\ufffe\", " + rest) ==
        "a.yaml:1:33: error: 'description' of advisory 'A' contains U+FFFE, which metadata cannot contain");
  for (const char* time : {"today", "2026-1-2x", "2026-02-30", "1969-01-01", "2026-01-02T25:00:00Z",
                           "2026-01-02 03:04", "2026-01-02T03:04:05"}) {
    CAPTURE(time);
    CHECK(refusal("A: { type: bugfix, title: t, issued: \"" + std::string(time) +
                  "\", packages: { greet: 1.0-2 } }\n")
              .starts_with("a.yaml:1:38: error: 'issued' of advisory 'A' is '"));
  }
  CHECK(refusal("A: { type: bugfix, title: t, issued: 2026-01-02, packages: { greet: 1.0 } }\n") ==
        "a.yaml:1:69: error: the version of 'greet' in 'packages' of advisory 'A' is '1.0'");
  CHECK(refusal("A: { type: bugfix, title: t, issued: 2026-01-02 }\n") ==
        "a.yaml:1:1: error: 'packages' is missing in advisory 'A'");
}

TEST_CASE("metadata of a section that is not made from its packages") {
  const std::string start =
      k_head + "keys: { k: { homedir: h } }\nrelease:\n  sections:\n    a: { from: builds, sign: k";
  const SectionMetadata metadata =
      parsed(start + ", comps: groups/comps.xml, advisories: a.yaml, zchunk: true }\n")
          .sections.at(0)
          .metadata;
  CHECK(metadata.comps->value.filename() == "comps.xml");
  CHECK(metadata.comps->value.is_absolute());
  CHECK(metadata.advisories->where.line == 6);
  CHECK(metadata.zchunk);
  const SectionMetadata none = parsed(start + " }\n").sections.at(0).metadata;
  CHECK_FALSE(none.comps);
  CHECK_FALSE(none.advisories);
  CHECK_FALSE(none.zchunk);
  CHECK(headline(start + " }\n    s: { from: srpms, sign: k, comps: comps.xml }\n") ==
        "repos.yaml:7:32: error: 'comps' of section 's' cannot be combined with `from: srpms`: clients do "
        "not install "
        "source packages");
  const SectionMetadata from_commits =
      parsed(start + ", advisories: { file: a.yaml, trailers: true, ignore: [" + std::string(40, 'a') +
             "] } }\n")
          .sections.at(0)
          .metadata;
  CHECK(from_commits.advisories->value.filename() == "a.yaml");
  CHECK(from_commits.trailers);
  CHECK(*from_commits.ignored_commits.at(0) == std::string(40, 'a'));
  CHECK_FALSE(metadata.trailers);
  CHECK(parsed(start + ", advisories: { trailers: true } }\n").sections.at(0).metadata.trailers);
  CHECK(headline(start + ", advisories: { trailers: false } }\n") ==
        "repos.yaml:6:33: error: 'file' is missing in 'advisories' of section 'a'");
  CHECK(headline(start + ", advisories: { trailers: true, ignore: [abc] } }\n") ==
        "repos.yaml:6:72: error: an item of 'ignore' of 'advisories' of section 'a' is 'abc', not the full "
        "id of a "
        "commit");
  CHECK(headline(start + ", metadata: [modules] }\n") ==
        "repos.yaml:6:33: error: 'metadata' of section 'a' is only valid with `from: upstream`");
  const std::string vendor =
      k_head +
      "keys: { k: { public: k } }\nupstreams: { u: { baseurl: \"file:///u\", trust: [k] } }\n"
      "release:\n  sections:\n    d: { from: upstream, upstream: u, metadata: ";
  CHECK(parsed(vendor + "[modules, advisories] }\n").sections.at(0).metadata.vendor_modules);
  CHECK_FALSE(parsed(vendor + "[modules] }\n").sections.at(0).metadata.vendor_advisories);
  CHECK(headline(vendor + "[groups] }\n") ==
        "repos.yaml:7:50: error: an item of 'metadata' of section 'd' is 'groups'");
}
