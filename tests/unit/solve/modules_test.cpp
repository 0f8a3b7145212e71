// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "selection_fixture.hpp"
#include "solve/metadata/metadata_text.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

// `required`: "perl: [\"5.30\"]"
std::string module(const std::string& name, const std::string& stream, const Strings& packages,
                   const std::string& required = "") {
  std::string text =
      "---\ndocument: modulemd\nversion: 2\ndata:\n  name: " + name + "\n  stream: " + stream +
      "\n  description: >-\n    A module.\n  dependencies:\n  - requires:\n      platform: [el8]\n" +
      (required.empty() ? "" : "      " + required + "\n") + "  artifacts:\n    rpms:\n";
  for (const std::string& package : packages) text += "    - " + package + "\n";
  return text + "...\n";
}

std::string default_of(const std::string& name, const std::string& stream) {
  return "---\ndocument: modulemd-defaults\nversion: 1\ndata:\n  module: " + name + "\n  stream: " + stream +
         "\n...\n";
}

void set_modules(const ReleaseFixture& f, upstream::Metadata& metadata, const std::string& text) {
  metadata.has_modules = true;
  metadata.modules = {.path = f.folder.path() / (metadata.name + "-modules.yaml"),
                      .checksum = {.hex = sha256(text)}};
  write_file_atomically(metadata.modules.path, text);
}

const std::string k_postgresql =
    module("postgresql", "\"10\"",
           {"postgresql-0:10-1.noarch", "libpq-0:10-1.noarch", "postgresql-0:10-1.src"}) +
    module("postgresql", "\"13\"", {"postgresql-0:13-1.noarch"});

}  // namespace

TEST_CASE("packages of streams that are not enabled are not taken") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"postgresql"}}});
  f.section("appstream", {{.name = "postgresql", .version = "10"},
                          {.name = "postgresql", .version = "13"},
                          {.name = "postgresql", .version = "12"},
                          {.name = "libpq", .version = "10"}});
  upstream::Metadata& metadata = f.request.candidates[1].metadata;
  SUBCASE("the default stream is taken, and nothing else of its name") {
    set_modules(f, metadata, k_postgresql + default_of("postgresql", "\"10\""));
    const solve::Selection selection = f.select();
    CHECK(lines_of(selection.problems).empty());
    CHECK(selected(selection) == Strings{"appstream postgresql-10-1.noarch"});
    CHECK(rejections(package(selection, "postgresql")) ==
          Strings{"postgresql-12-1.noarch (appstream): the module postgresql has a package of this name",
                  "postgresql-13-1.noarch (appstream): stream 13 of the module postgresql is not enabled"});
  }
  SUBCASE("without a default stream packages outside of modules are visible") {
    set_modules(f, metadata, k_postgresql);
    CHECK(selected(f.select()) == Strings{"appstream postgresql-12-1.noarch"});
  }
  SUBCASE("a problem names what clients cannot see") {
    set_modules(f, metadata, k_postgresql);
    f.request.candidates[1].selection.exclude = patterns({"postgresql-12*"});
    const Strings problems = lines_of(f.select().problems);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].find(
              "appstream has postgresql-13-1.noarch, which would help, but: stream 13 of the module "
              "postgresql is not enabled") != std::string::npos);
  }
}

TEST_CASE("clients may enable another stream than the default one") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"postgresql"}}});
  f.section("appstream", {{.name = "postgresql", .version = "10"},
                          {.name = "postgresql", .version = "13"},
                          {.name = "postgresql", .version = "14"}});
  set_modules(f, f.request.candidates[1].metadata, k_postgresql + default_of("postgresql", "\"10\""));
  const auto refusal = [&] {
    try {
      f.select();
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::invalid);
      return error.render();
    }
    return std::string("no error");
  };
  const auto enable = [&](const std::string& name, const std::string& stream) {
    f.request.base.modules = {
        {.module = name, .stream = stream, .where = {.file = "repos.yaml", .line = 7, .column = 15}}};
  };
  SUBCASE("its packages are taken, and nothing else of their names") {
    enable("postgresql", "13");
    const solve::Selection selection = f.select();
    CHECK(lines_of(selection.problems).empty());
    CHECK(selected(selection) == Strings{"appstream postgresql-13-1.noarch"});
    CHECK(rejections(package(selection, "postgresql")) ==
          Strings{"postgresql-10-1.noarch (appstream): stream 10 of the module postgresql is not enabled",
                  "postgresql-14-1.noarch (appstream): the module postgresql has a package of this name"});
  }
  SUBCASE("a stream that no repository has") {
    enable("postgresql", "15");
    CHECK(refusal().starts_with("repos.yaml:7:15: error: the module postgresql has no stream 15"));
    CHECK(refusal().find("its streams: 10, 13") != std::string::npos);
  }
  SUBCASE("a module that no repository has") {
    enable("postgres", "13");
    CHECK(refusal().find("no upstream of the release has a module postgres") != std::string::npos);
    CHECK(refusal().find("did you mean 'postgresql'?") != std::string::npos);
  }
}

TEST_CASE("a stream may require a stream of another module") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"dbi"}}});
  f.section("appstream", {{.name = "dbi", .version = "1", .release = "524"},
                          {.name = "dbi", .version = "1", .release = "530"},
                          {.name = "perl", .version = "5.24"},
                          {.name = "perl", .version = "5.30"}});
  // Two contexts of one stream.
  const std::string streams = module("dbi", "\"1\"", {"dbi-0:1-524.noarch"}, "perl: [\"5.24\"]") +
                              module("dbi", "\"1\"", {"dbi-0:1-530.noarch"}, "perl: [\"5.30\"]") +
                              module("perl", "\"5.24\"", {"perl-0:5.24-1.noarch"}) +
                              module("perl", "\"5.30\"", {"perl-0:5.30-1.noarch"});
  const std::string defaults = default_of("dbi", "\"1\"") + default_of("perl", "\"5.24\"");
  const auto taken = [&](const std::string& text, std::vector<config::ModuleStream> enabled) {
    set_modules(f, f.request.candidates[1].metadata, text);
    f.request.base.modules = std::move(enabled);
    return selected(f.select());
  };
  CHECK(taken(streams + defaults, {}) == Strings{"appstream dbi-1-524.noarch"});
  CHECK(taken(streams + defaults, {{.module = "perl", .stream = "5.30"}}) ==
        Strings{"appstream dbi-1-530.noarch"});
  // Which stream of perl is not said.
  CHECK_THROWS_WITH_AS(taken(streams, {{.module = "dbi", .stream = "1"}}),
                       "dbi:1 requires perl:5.24 or perl:5.30, which is not enabled", Error);
  CHECK(taken(streams, {{.module = "dbi", .stream = "1"}, {.module = "perl", .stream = "5.24"}}) ==
        Strings{"appstream dbi-1-524.noarch"});
  // A default stream brings the only stream that it requires with it, unless another one is active.
  const std::string one = module("dbi", "\"1\"", {"dbi-0:1-530.noarch"}, "perl: [\"5.30\"]") +
                          module("perl", "\"5.30\"", {"perl-0:5.30-1.noarch"}) + default_of("dbi", "\"1\"");
  CHECK(taken(one, {}) == Strings{"appstream dbi-1-530.noarch"});
  const std::string other = one + module("perl", "\"5.24\"", {"perl-0:5.24-1.noarch"});
  CHECK(taken(other + default_of("perl", "\"5.24\""), {}) == Strings{"appstream dbi-1-524.noarch"});
}

TEST_CASE("a module hides packages of other repositories, also of the base") {
  ReleaseFixture f(
      std::vector<Listed>{{.name = "postgresql", .version = "9"}, {.name = "tool", .version = "1"}});
  f.apps({{.name = "app", .requires_ = {"postgresql", "tool", "pg"}}});
  f.section("appstream", {{.name = "postgresql", .version = "10"}});
  f.section("epel", {{.name = "postgresql", .version = "14"},
                     {.name = "fork", .provides = {"postgresql", "pg"}},
                     {.name = "pg"}});
  set_modules(
      f, f.request.candidates[1].metadata,
      module("postgresql", "\"10\"", {"postgresql-0:10-1.noarch"}) + default_of("postgresql", "\"10\""));
  const solve::Selection selection = f.select();
  CHECK(lines_of(selection.problems).empty());
  CHECK(selected(selection) == Strings{"appstream postgresql-10-1.noarch", "epel pg-1.0-1.noarch"});
  CHECK(rejections(package(selection, "pg")) ==
        Strings{"fork-1.0-1.noarch (epel): the module postgresql has a package of this name"});
}

TEST_CASE("modules that cannot be read are an error, never ignored") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app"}});
  upstream::Metadata& metadata = f.request.candidates[0].metadata;
  auto refusal = [&] {
    try {
      f.select();
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::upstream);
      return error.render();
    }
    return std::string("no error");
  };
  metadata.has_modules = true;
  CHECK(refusal().find("apps has modules, but their metadata was not fetched") != std::string::npos);
  set_modules(f, metadata, "document: [\n");
  CHECK(refusal().find("cannot read the metadata of apps") != std::string::npos);
  set_modules(f, metadata, k_postgresql);
  metadata.modules.checksum.hex = std::string(64, '0');
  CHECK(refusal().find("it does not match repomd.xml") != std::string::npos);
  set_modules(f, metadata, k_postgresql + std::string(10000, '\n'));
  metadata.modules.open_size = 500;
  CHECK(refusal().find("it expands to more than") != std::string::npos);
}

TEST_CASE("modules are reduced to packages that were taken") {
  const ReleaseFixture f(std::vector<Listed>{});
  upstream::Metadata metadata{.name = "appstream"};
  const auto reduced = [&](const std::string& text, const std::set<rpm::Nevra>& packages) {
    set_modules(f, metadata, text);
    return solve::reduced_modules(metadata, packages);
  };
  const std::string all = k_postgresql + default_of("postgresql", "\"10\"") +
                          module("nginx", "\"1\"", {"nginx-0:1-1.noarch"}) + default_of("nginx", "\"1\"");
  const std::string taken = reduced(all, {rpm::Nevra::parse("postgresql-13-1.noarch")});
  CHECK(taken.find("stream: \"13\"") != std::string::npos);
  CHECK(taken.find("postgresql-0:13-1.noarch") != std::string::npos);
  CHECK(taken.find("module: postgresql") != std::string::npos);
  CHECK(taken.find("postgresql-0:10-1") == std::string::npos);
  CHECK(taken.find("nginx") == std::string::npos);
  CHECK(taken.starts_with("---\n"));
  CHECK(taken.ends_with("...\n"));
  CHECK(reduced(all, {rpm::Nevra::parse("bash-5-1.noarch")}).empty());
  // Only the lines of artifacts are removed.
  const std::string two = module("a", "\"1\"", {"one-0:1-1.noarch", "two-0:2-1.noarch"});
  std::string one = two;
  const size_t at = one.find("one-0:1-1.noarch");
  const size_t begin = one.rfind('\n', at) + 1;
  one.erase(begin, one.find('\n', at) + 1 - begin);
  CHECK(reduced(two, {rpm::Nevra::parse("two-2-1.noarch")}).starts_with(one.substr(0, one.find("...\n"))));
  // The streams that a stream requires stay, without packages that were not taken; those that these require,
  // too.
  const std::string chain = module("a", "\"1\"", {"one-0:1-1.noarch"}, "b: [\"1\", \"2\"]") +
                            module("b", "\"2\"", {"two-0:2-1.noarch"}, "c: []") +
                            module("b", "\"3\"", {"three-0:3-1.noarch"}) +
                            module("c", "\"9\"", {"nine-0:9-1.noarch"}) + default_of("c", "\"9\"");
  const std::string required = reduced(chain, {rpm::Nevra::parse("one-1-1.noarch")});
  CHECK(required.find("- one-0:1-1.noarch") != std::string::npos);
  CHECK(required.find("stream: \"2\"") != std::string::npos);
  CHECK(required.find("rpms: []") != std::string::npos);
  CHECK(required.find("two-0") == std::string::npos);
  CHECK(required.find("stream: \"3\"") == std::string::npos);
  CHECK(required.find("name: c") != std::string::npos);
  CHECK(required.find("module: c") != std::string::npos);
  CHECK(reduced(required, {rpm::Nevra::parse("one-1-1.noarch")}) == required);
  // What was reduced can be reduced again.
  CHECK(reduced(taken, {rpm::Nevra::parse("postgresql-13-1.noarch")}) == taken);
  metadata.has_modules = false;
  CHECK(solve::reduced_modules(metadata, {rpm::Nevra::parse("two-2-1.noarch")}).empty());
}
