// SPDX-License-Identifier: GPL-3.0-or-later
// Packages and targets as parameters, from which a configuration is made again.
#include "config/parameters.hpp"

#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

std::string as_it_is(const std::string& url) {
  return url;
}

// The file, written as parameters and read again.
Config again(const Config& config) {
  Parameters parameters{.product = config.product, .packages = {}, .targets = {}};
  for (const auto& [name, package] : config.packages)
    parameters.packages.emplace(name, package_parameters(package, as_it_is));
  for (const auto& [name, target] : config.targets)
    parameters.targets.emplace(name, target_parameters(target));
  return config_of(parameters, "/base", k_hostbase);
}

}  // namespace

TEST_CASE("parameters of packages lead to the same source packages and builds") {
  const Config config = parsed(k_head + R"(
packages:
  plain: { git: "https://example.org/plain.git" }
  full:
    git: https://example.org/full.git
    ref: v1.0
    spec: rpm/full.spec
    subdir: part
    sources: { "motto": "one\n\"two\": 3\n", big.tar: { url: "https://example.org/big.tar", sha256: )" +
                               std::string(64, 'a') + R"( } }
    version: tag
    tag-pattern: "rel-{version}"
    snapshot: true
    release: 7%{?dist}
    changelog: { from: commits, skip: ["^Merge ", 'a "quoted" \d'] }
    upstream: upstream/1.0
    gear: never
    lookaside: "https://example.org/{name}/{file}/{algorithm}/{digest}"
    lfs: https://example.org/lfs
    submodules: false
    bootstrap: { with: [boot], without: [tests], macros: { mode: min } }
    limits: { memory: 4G }
    network: true
    check: false
    ccache: false
)");
  const Config read = again(config);
  REQUIRE(read.packages.size() == 2);
  CHECK(read.packages.at("plain").git == "https://example.org/plain.git");
  CHECK(package_parameters(config.packages.at("plain"), as_it_is).size() == 1);
  const PackageSource& before = config.packages.at("full");
  const PackageSource& after = read.packages.at("full");
  CHECK(after.git == before.git);
  CHECK(after.ref == before.ref);
  CHECK(after.spec == before.spec);
  CHECK(after.subdir == before.subdir);
  CHECK(after.generated_sources == before.generated_sources);
  REQUIRE(after.remote_sources.size() == 1);
  CHECK(after.remote_sources.at("big.tar").url == before.remote_sources.at("big.tar").url);
  CHECK(after.remote_sources.at("big.tar").sha256 == before.remote_sources.at("big.tar").sha256);
  CHECK(after.recipe == before.recipe);
  CHECK(after.bootstrap == before.bootstrap);
  CHECK(after.building.network);
  CHECK(!after.building.check);
  CHECK(after.building.ccache == before.building.ccache);
  CHECK(!after.building.limits.memory);
}

TEST_CASE("parameters of a given source package") {
  const Config config =
      parsed(k_head + "packages:\n  a: { srpm: 'https://example.org/a-1-1.src.rpm', sha256: " +
             std::string(64, 'b') + " }\n");
  const PackageSource read = again(config).packages.at("a");
  CHECK(read.srpm == "https://example.org/a-1-1.src.rpm");
  CHECK(read.sha256 == std::string(64, 'b'));
}

TEST_CASE("parameters of targets have no repositories") {
  const Config config = parsed(k_head + R"(
targets:
  t:
    arch: i686
    dist: .el6
    client: el6
    ccache: 3G
    buildroot: { repos: [hostbase], install: [bash, "gcc >= 4"], macros: { vendor: "A \"B\"\\C", one: "1" } }
)");
  const Target before = config.target("t");
  const Target after = again(config).target("t");
  CHECK(after.arch == before.arch);
  CHECK(after.dist == before.dist);
  CHECK(after.client == before.client);
  CHECK(after.install == before.install);
  CHECK(after.macros == before.macros);
  CHECK(after.ccache.has_value());
  CHECK(after.repos.empty());
}

TEST_CASE("bad input: parameters are checked as repos.yaml is") {
  Parameters parameters{.product = "p", .packages = {}, .targets = {}};
  parameters.packages["a"] = {{"git", "https://example.org/a"}, {"spec", "../../etc/passwd"}};
  CHECK_THROWS_WITH_AS(config_of(parameters, "/base", k_hostbase), doctest::Contains("../../etc/passwd"),
                       Error);
  parameters.packages["a"] = {{"git", "https://example.org/a"}, {"unknown", 1}};
  CHECK_THROWS_AS(config_of(parameters, "/base", k_hostbase), Error);
  parameters.packages["a"] = "no mapping";
  CHECK_THROWS_AS(config_of(parameters, "/base", k_hostbase), Error);
  parameters.packages.clear();
  parameters.targets["t"] = {{"arch", "x86_64"}};
  CHECK_NOTHROW(config_of(parameters, "/base", k_hostbase));
  parameters.targets["t"] = "no mapping";
  CHECK_THROWS_AS(config_of(parameters, "/base", k_hostbase), Error);
}
