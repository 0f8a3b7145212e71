// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/flatten.hpp"

#include <doctest/doctest.h>

#include "config/config.hpp"
#include "support/errors.hpp"

using namespace rpmworks;

namespace {

chain::Flat flat() {
  return {.product = "altai",
          .arch = "x86_64",
          .chain = {"https://a.example/1.0.0", "/srv/line\nschema: 2"},
          .keys = {{.name = "old", .file = "keys/old.asc", .fingerprint = std::string(40, 'A')},
                   {.name = "1e5",
                    .file = "keys/new.asc",
                    .fingerprint = std::string(40, 'B'),
                    .expired = "signed-before",
                    .sha1 = true}},
          .upstreams = {{.name = "1.0",
                         .address = "https://a.example/1.0.0",
                         .trust = {"old"},
                         .packages = {"lib-1:1.0~rc1-1.el6.x86_64", "tool-2^git-1.noarch"}},
                        {.name = "two",
                         .address = "https://a.example/list?repo=1&arch=x86_64",
                         .is_mirror_list = true,
                         .signed_repomd = true,
                         .sha1 = true,
                         .trust = {"1e5", "old"},
                         .packages = {"true-1-1.noarch"}}}};
}

}  // namespace

TEST_CASE("repos.yaml of a chain is valid, and has exactly its packages") {
  const config::Config config = config::parse(chain::repos_yaml(flat()), "/srv/altai/repos.yaml", {});
  CHECK(config.product == "altai");
  CHECK(config.keys.at("old").fingerprint == std::string(40, 'A'));
  CHECK(config.keys.at("old").public_key == "/srv/altai/keys/old.asc");
  CHECK(config.keys.at("old").expired == config::ExpiredKey::refuse);
  CHECK(config.keys.at("1e5").expired == config::ExpiredKey::signed_before);
  CHECK(config.keys.at("1e5").sha1);
  CHECK(config.upstreams.at("1.0").baseurl == "https://a.example/1.0.0");
  CHECK(config.upstreams.at("two").mirrorlist == "https://a.example/list?repo=1&arch=x86_64");
  CHECK(config.upstreams.at("two").signed_repomd);
  CHECK(config.upstreams.at("two").sha1);
  CHECK(config.upstreams.at("two").trust.size() == 2);
  CHECK(config.targets.at("x86_64").arch == "x86_64");
  REQUIRE(config.sections.size() == 3);
  CHECK(config.sections[0].path == "packages");
  CHECK(config.sections[0].sign == "altai");
  CHECK(config.sections[1].path == "deps/1.0");
  CHECK(config.sections[1].upstream == "1.0");
  CHECK(config.sections[1].selection.take == config::Selection::Take::list);
  REQUIRE(config.sections[1].selection.packages.size() == 2);
  CHECK(*config.sections[1].selection.packages[0] == "lib-1:1.0~rc1-1.el6.x86_64");
  CHECK(*config.sections[1].selection.packages[1] == "tool-2^git-1.noarch");
  CHECK(*config.sections[2].selection.packages[0] == "true-1-1.noarch");
}

TEST_CASE("a package that would be a pattern for others is refused") {
  for (const char* nevra : {"lib*-1-1.noarch", "lib-[12]-1.noarch", "a b-1-1.noarch", "lib-1-1.x\nlib",
                            "@lib-1-1.noarch", "lib-1-1.$basearch"}) {
    CAPTURE(nevra);
    chain::Flat made = flat();
    made.upstreams[0].packages = {nevra};
    const std::string error = test::error_of(
        ExitCode::invalid, [&] { config::parse(chain::repos_yaml(made), "/srv/altai/repos.yaml", {}); });
    CHECK(!error.empty());
  }
  chain::Flat made = flat();
  made.upstreams[0].packages = {"lib*-1-1.noarch"};
  CHECK(test::says(test::error_of(ExitCode::invalid, [&] { chain::repos_yaml(made); }),
                   "error: the repository 1.0 has a package that repos.yaml cannot name: lib*-1-1.noarch"));
}
