// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace rpmworks::buildplan {

/// Who needs whom: graph[i] lists the nodes that i needs.
using Graph = std::vector<std::vector<size_t>>;

/// The groups of nodes that need each other in a circle (strongly connected components of more than one node,
/// by Tarjan's algorithm), each sorted.
std::vector<std::vector<size_t>> circles(const Graph& graph);

/// A shortest circle within a group of `circles`, beginning with its smallest node: each needs the next, the
/// last the first.
std::vector<size_t> shortest_circle(const Graph& graph, const std::vector<size_t>& group);

/// All that `node` needs, directly or not, sorted.
std::vector<size_t> closure(const Graph& graph, size_t node);

/// For each node its own weight plus that of the heaviest chain of those that wait for it: who has the most
/// should begin first. The graph has no circles.
std::vector<double> critical_paths(const Graph& graph, const std::vector<double>& weights);

}  // namespace rpmworks::buildplan
