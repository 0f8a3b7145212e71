// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace rpmworks::buildplan {

/// A dependency graph: graph[i] lists the nodes that node i needs.
using Graph = std::vector<std::vector<size_t>>;

/// The groups of nodes that need each other in cycles: the strongly connected components of more than one
/// node, by Tarjan's algorithm. Each group is sorted.
std::vector<std::vector<size_t>> cycles(const Graph& graph);

/// A shortest cycle within one group of `cycles`. It begins with its smallest node; each node needs the next,
/// and the last needs the first.
std::vector<size_t> shortest_cycle(const Graph& graph, const std::vector<size_t>& group);

/// All nodes that `node` needs directly or indirectly, sorted.
std::vector<size_t> closure(const Graph& graph, size_t node);

/// For each node its own weight plus the weight of the heaviest chain of nodes that wait for it. The node
/// with the largest sum should start first. The graph must not have cycles.
std::vector<double> critical_paths(const Graph& graph, const std::vector<double>& weights);

}  // namespace rpmworks::buildplan
