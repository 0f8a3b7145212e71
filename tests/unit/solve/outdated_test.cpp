// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "selection_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

// "FROM -> TO, moves …, breaks …"
Strings trials(const ReleaseFixture& f) {
  const solve::Selector selector(f.request);
  const solve::Selection selection = selector.select();
  CHECK(lines_of(selection.problems).empty());
  Strings result;
  for (const solve::WhatIf& one : selector.outdated(selection)) {
    std::string line = one.from.str() + " -> " + one.to.str();
    for (const auto& [from, to] : one.moves)
      line += ", moves " + (from.name.empty() ? std::string("nothing") : from.str()) + " -> " + to.str();
    for (const solve::Problem& problem : one.breaks) line += ", breaks " + problem.requirement;
    if (!one.breaks.empty()) CHECK_FALSE(one.breaks.front().explanation.empty());
    CHECK(one.size == 1234 * (1 + one.moves.size()));
    result.push_back(line);
  }
  return result;
}

rpm::Nevra nevra(const std::string& text) {
  return rpm::Nevra::parse(text);
}

}  // namespace

TEST_CASE("updates that are safe alone, move others, or break something") {
  ReleaseFixture f(std::vector<Listed>{{.name = "base-lib"}});
  f.apps({{.name = "app", .requires_ = {"safe", "exact", "api = 1", "needy"}}});
  f.section("epel", {{.name = "safe", .version = "1"},
                     {.name = "safe", .version = "2", .requires_ = {"base-lib"}},
                     {.name = "safe", .version = "3", .requires_ = {"nowhere"}},
                     {.name = "exact", .version = "1", .requires_ = {"exact-libs = 1"}},
                     {.name = "exact", .version = "2", .requires_ = {"exact-libs = 2"}},
                     {.name = "exact-libs", .version = "1"},
                     {.name = "exact-libs", .version = "2"},
                     {.name = "api", .version = "1"},
                     {.name = "api", .version = "2"},
                     {.name = "needy", .version = "1"},
                     {.name = "needy", .version = "2", .requires_ = {"extra"}},
                     {.name = "extra"}});
  f.request.earlier = {nevra("safe-1-1.noarch"), nevra("exact-1-1.noarch"), nevra("exact-libs-1-1.noarch"),
                       nevra("needy-1-1.noarch")};
  CHECK(trials(f) ==
        Strings{"api-1-1.noarch -> api-2-1.noarch, breaks app-1.0-1.noarch",
                "exact-1-1.noarch -> exact-2-1.noarch, moves exact-libs-1-1.noarch -> exact-libs-2-1.noarch",
                "exact-libs-1-1.noarch -> exact-libs-2-1.noarch, moves exact-1-1.noarch -> exact-2-1.noarch",
                "needy-1-1.noarch -> needy-2-1.noarch, moves nothing -> extra-1.0-1.noarch",
                "safe-1-1.noarch -> safe-2-1.noarch",
                "safe-1-1.noarch -> safe-3-1.noarch, breaks safe-3-1.noarch"});
}

TEST_CASE("an update that conflicts with a package that is needed with it breaks") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"lib", "foe"}}, {.name = "loner", .conflicts = {"lib >= 2"}}});
  f.section("epel", {{.name = "lib", .version = "1"},
                     {.name = "lib", .version = "2", .conflicts = {"foe"}},
                     {.name = "foe"}});
  f.request.earlier = {nevra("lib-1-1.noarch")};
  CHECK(trials(f) == Strings{"lib-1-1.noarch -> lib-2-1.noarch, breaks app-1.0-1.noarch"});
}

TEST_CASE("packages for 32 and 64 bits move together") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"lib(x86-32)"}}});
  std::vector<Listed> versions;
  for (const char* version : {"1", "2", "3"}) {
    versions.push_back({.name = "lib", .version = version, .provides = {"lib(x86-32)"}, .arch = "i686"});
    if (version != std::string("3"))
      versions.push_back({.name = "lib", .version = version, .arch = "x86_64"});
  }
  f.section("epel", versions);
  f.request.earlier = {nevra("lib-1-1.i686"), nevra("lib-1-1.x86_64")};
  const Strings found = trials(f);
  CAPTURE(join(found, "\n"));
  CHECK(found == Strings{"lib-1-1.i686 -> lib-2-1.i686, moves lib-1-1.x86_64 -> lib-2-1.x86_64",
                         "lib-1-1.i686 -> lib-3-1.i686, breaks lib-1-1.x86_64",
                         "lib-1-1.x86_64 -> lib-2-1.x86_64, moves lib-1-1.i686 -> lib-2-1.i686"});
}

TEST_CASE("versions that the rules refuse are not tried") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"lib"}}});
  f.section("epel", {{.name = "lib", .version = "1"}, {.name = "lib", .version = "2"}}).pin = {
      {"lib", {"1", {}}}};
  CHECK(trials(f).empty());
}

namespace {

std::string update(const std::string& id, const std::string& type, const std::string& severity,
                   const std::string& packages) {
  return "<update type=\"" + type + "\"><id>" + id + "</id><title>About " + id + "</title><severity>" +
         severity +
         "</severity><issued date=\"2026-01-02 03:04:05\"/><pkglist><collection short=\"c\"><name>c</name>" +
         packages + "</collection></pkglist></update>";
}
std::string listed(const std::string& name, const std::string& version, const std::string& arch = "noarch") {
  return "<package name=\"" + name + "\" version=\"" + version + "\" release=\"1\" epoch=\"0\" arch=\"" +
         arch + "\"><filename>" + name + ".rpm</filename></package>";
}

// A release with lib 2, of which the section also has 4.
struct Advised : ReleaseFixture {
  Advised() : ReleaseFixture(std::vector<Listed>{}) {
    apps({{.name = "app", .requires_ = {"lib"}}});
    section("epel", {{.name = "lib", .version = "2"}, {.name = "lib", .version = "4"}});
    request.earlier = {nevra("lib-2-1.noarch")};
  }
  void advisories(const std::string& text) {
    upstream::Metadata& metadata = request.candidates[1].metadata;
    metadata.updateinfo = {.path = folder.path() / "updateinfo.xml", .checksum = {.hex = sha256(text)}};
    write_file_atomically(metadata.updateinfo.path, text);
  }
  std::vector<solve::Advisory> found() const {
    const solve::Selector selector(request);
    const auto trials = selector.outdated(selector.select());
    REQUIRE(trials.size() == 1);
    return trials[0].advisories;
  }
};

}  // namespace

TEST_CASE("the advisories of an update are those of the versions after the selected one") {
  Advised f;
  CHECK(f.found().empty());
  f.advisories("<updates>" + update("E-1", "security", "Low", listed("lib", "1")) +
               update("E-2", "security", "Low", listed("lib", "2")) +
               update("E-4", "security", "Important", listed("other", "9") + listed("lib", "4")) +
               update("E-3", "bugfix", "", listed("lib", "3") + listed("lib", "3")) +
               update("E-5", "security", "Critical", listed("lib", "5")) +
               update("E-6", "security", "Critical", listed("lib", "4", "x86_64")) + "</updates>");
  CHECK(f.found() == std::vector<solve::Advisory>{{"E-3", "bugfix", "", "About E-3"},
                                                  {"E-4", "security", "Important", "About E-4"}});
}

TEST_CASE("hostile advisories") {
  Advised f;
  auto refusal = [&] {
    try {
      f.found();
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::upstream);
      return error.render();
    }
    return std::string("no error");
  };
  upstream::Metadata& metadata = f.request.candidates[1].metadata;
  SUBCASE("they do not match repomd.xml") {
    f.advisories("<updates></updates>");
    metadata.updateinfo.checksum.hex = std::string(64, '0');
    CHECK(refusal().find("cannot read the metadata of epel") != std::string::npos);
    CHECK(refusal().find("updateinfo.xml: it does not match repomd.xml") != std::string::npos);
  }
  SUBCASE("they expand to more than is stated") {
    f.advisories("<updates>" + std::string(100000, ' ') + "</updates>");
    metadata.updateinfo.open_size = 5000;
    CHECK(refusal().find("it expands to more than the 4.9 KiB that repomd.xml states") != std::string::npos);
  }
  SUBCASE("they are no XML") {
    f.advisories("<updates><update>");
    CHECK(refusal().find("cannot read the metadata of epel") != std::string::npos);
  }
  SUBCASE("control characters and lines") {
    f.advisories("<updates>" + update("E-4", "security", "a\nb", listed("lib", "4")) + "</updates>");
    CHECK(f.found().at(0).severity == "a b");
    f.advisories("<updates>" + update("E\xe2\x80\xae-4", "security", "", listed("lib", "4")) + "</updates>");
    CHECK(f.found().at(0).id == "E\\u202e-4");
  }
}
