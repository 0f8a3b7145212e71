// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/graph.hpp"

#include <doctest/doctest.h>

using namespace rpmworks::buildplan;

using Nodes = std::vector<size_t>;

TEST_CASE("cycles are groups of nodes that need each other") {
  CHECK(cycles({}).empty());
  CHECK(cycles({{1}, {2}, {}}).empty());
  CHECK(cycles({{1}, {0}}) == std::vector<Nodes>{{0, 1}});
  // Two cycles, one depending on the other, and a node outside of them.
  CHECK(cycles({{1}, {2}, {1, 3}, {4}, {5}, {3}, {0}}) == std::vector<Nodes>{{1, 2}, {3, 4, 5}});
}

TEST_CASE("a long chain does not exhaust the stack") {
  Graph chain(200'000);
  for (size_t i = 0; i + 1 < chain.size(); ++i) chain[i] = {i + 1};
  CHECK(cycles(chain).empty());
  chain.back() = {0};
  REQUIRE(cycles(chain).size() == 1);
  CHECK(cycles(chain).front().size() == chain.size());
}

TEST_CASE("the shortest cycle of a group") {
  const Graph graph{{1}, {2}, {3, 1}, {0}};
  const auto groups = cycles(graph);
  REQUIRE(groups.size() == 1);
  CHECK(shortest_cycle(graph, groups[0]) == Nodes{1, 2});
  const Graph ring{{1}, {2}, {0}};
  CHECK(shortest_cycle(ring, cycles(ring)[0]) == Nodes{0, 1, 2});
}

TEST_CASE("all direct and indirect dependencies of a node") {
  const Graph graph{{1, 2}, {3}, {3}, {}, {0}};
  CHECK(closure(graph, 0) == Nodes{1, 2, 3});
  CHECK(closure(graph, 3).empty());
}

TEST_CASE("critical paths run through dependants") {
  // 2 is needed by 1, 1 by 0; 3 stands alone.
  const auto paths = critical_paths({{1}, {2}, {}, {}}, {1, 10, 2, 12});
  CHECK(paths == std::vector<double>{1, 11, 13, 12});
}
