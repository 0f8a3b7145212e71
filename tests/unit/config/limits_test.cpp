// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of repos.yaml for limits and for how a package is built.
#include <doctest/doctest.h>

#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

Building building_of(const std::string& keys) {
  return parsed(k_head + "packages:\n  a: { git: x" + keys + " }\n").packages.at("a").building;
}

}  // namespace

TEST_CASE("limits of a package and of a target") {
  CHECK(building_of("") == Building{});
  const Limits limits = building_of(", limits: { memory: 4G, processes: 2048, time: 2h, disk: 1T }").limits;
  CHECK(limits == Limits{.memory = uint64_t{4} << 30,
                         .processes = 2048,
                         .time = std::chrono::hours(2),
                         .disk = uint64_t{1} << 40});
  CHECK(building_of(", limits: { time: 90s }").limits.time == std::chrono::seconds(90));
  CHECK(building_of(", limits: { time: 30d }").limits.time == std::chrono::hours(720));
  CHECK(building_of(", limits: { memory: 512M }").limits.memory == uint64_t{512} << 20);
  const Limits target{.memory = 1, .processes = 2};
  CHECK(Limits{.memory = 3, .disk = 4}.over(target) == Limits{.memory = 3, .processes = 2, .disk = 4});
}

TEST_CASE("a package may have the network, or no %check") {
  CHECK(building_of(", network: true").network);
  CHECK_FALSE(building_of(", network: false").network);
  CHECK_FALSE(building_of(", check: false").check);
  CHECK(building_of(", check: true").check);
}

TEST_CASE("compiler results are cached for a target, and a package can override it") {
  const auto kept = [](const std::string& keys) {
    return parsed("schema: 1\nproduct: p\ntargets:\n  t: { buildroot: { repos: [hostbase] }" + keys + " }\n")
        .targets.at("t")
        .ccache;
  };
  CHECK(kept("") == std::nullopt);
  CHECK(kept(", ccache: false") == std::nullopt);
  CHECK(kept(", ccache: true") == uint64_t{5} << 30);
  CHECK(kept(", ccache: 20G") == uint64_t{20} << 30);
  CHECK(kept(", ccache: 500M") == uint64_t{500} << 20);
  CHECK(building_of("").ccache == std::nullopt);
  CHECK(building_of(", ccache: true").ccache == true);
  CHECK(building_of(", ccache: false").ccache == false);
}

TEST_CASE("bad input: ccache") {
  const auto target = [](const std::string& value) {
    return k_head + "targets:\n  t: { buildroot: { repos: [hostbase] }, ccache: " + value + " }\n";
  };
  const std::string hint = "write true, false, or its size limit: 20G";
  check_all({
      {target("yes"), "4:50: 'ccache' of target 't' is 'yes'", hint},
      {target("0G"), "4:50: 'ccache' of target 't' is '0G'", hint},
      {target("5"), "4:50: 'ccache' of target 't' is '5'", hint},
      {k_head + "packages:\n  a: { git: x, ccache: 5G }\n", "4:24: 'ccache' of package 'a' is '5G'",
       "use one of: true, false"},
  });
}

TEST_CASE("a package and its target may choose whether builds run in memory") {
  CHECK_FALSE(building_of("").tmpfs);
  CHECK(building_of(", tmpfs: true").tmpfs == true);
  CHECK(building_of(", tmpfs: false").tmpfs == false);
  CHECK_THROWS_WITH_AS(building_of(", tmpfs: 4G"), "'tmpfs' of package 'a' is '4G'", Error);
}

TEST_CASE("bad input: limits") {
  const auto with = [](const std::string& keys) {
    return k_head + "packages:\n  a: { git: x, limits: { " + keys + " } }\n";
  };
  check_all({
      {with("memroy: 4G"), "4:26: unknown key 'memroy' in 'limits' of package 'a'", "did you mean 'memory'?"},
      {with("memory: 4"), "4:34: 'memory' of 'limits' of package 'a' is '4'",
       "write a number and M, G or T: 4G"},
      {with("memory: 0G"), "4:34: 'memory' of 'limits' of package 'a' is '0G'",
       "write a number and M, G or T: 4G"},
      {with("memory: 99999999999T"), "4:34: 'memory' of 'limits' of package 'a' is '99999999999T'",
       "write a number and M, G or T: 4G"},
      {with("disk: 4GB"), "4:32: 'disk' of 'limits' of package 'a' is '4GB'",
       "write a number and M, G or T: 4G"},
      {with("processes: many"), "4:37: 'processes' of 'limits' of package 'a' is 'many'",
       "write a number from 1 to 4194304"},
      {with("time: 2"), "4:32: 'time' of 'limits' of package 'a' is '2'",
       "write a number and s, m, h or d, at most 30d: 2h"},
      {with("time: 31d"), "4:32: 'time' of 'limits' of package 'a' is '31d'",
       "write a number and s, m, h or d, at most 30d: 2h"},
      {k_head + "packages:\n  a: { git: x, check: no }\n", "4:23: 'check' of package 'a' is 'no'",
       "use one of: true, false"},
  });
}
