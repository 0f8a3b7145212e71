// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/graph.hpp"

#include <algorithm>
#include <deque>

namespace rpmworks::buildplan {

namespace {

constexpr size_t k_none = static_cast<size_t>(-1);

// R. Tarjan, Depth-first search and linear graph algorithms, 1972. It keeps its own stack instead of
// recursing: a long chain of packages would exhaust the stack of the process.
class Tarjan {
 public:
  explicit Tarjan(const Graph& graph)
      : m_graph(graph), m_index(graph.size(), k_none), m_low(graph.size()), m_on_stack(graph.size()) {
    for (size_t node = 0; node < graph.size(); ++node) {
      if (m_index[node] == k_none) visit(node);
    }
  }
  std::vector<std::vector<size_t>> groups;

 private:
  struct Frame {
    size_t node;
    size_t next = 0;  ///< index of the next edge
  };

  void enter(size_t node) {
    m_index[node] = m_low[node] = m_count++;
    m_stack.push_back(node);
    m_on_stack[node] = true;
    m_frames.push_back({node});
  }

  void visit(size_t root) {
    enter(root);
    while (!m_frames.empty()) {
      const size_t node = m_frames.back().node;
      if (m_frames.back().next < m_graph[node].size()) {
        const size_t other = m_graph[node][m_frames.back().next++];
        if (m_index[other] == k_none) {
          enter(other);
        } else if (m_on_stack[other]) {
          m_low[node] = std::min(m_low[node], m_index[other]);
        }
        continue;
      }
      m_frames.pop_back();
      if (!m_frames.empty()) {
        const size_t parent = m_frames.back().node;
        m_low[parent] = std::min(m_low[parent], m_low[node]);
      }
      if (m_low[node] == m_index[node]) close(node);
    }
  }

  void close(size_t node) {
    std::vector<size_t> group;
    size_t member = k_none;
    do {
      member = m_stack.back();
      m_stack.pop_back();
      m_on_stack[member] = false;
      group.push_back(member);
    } while (member != node);
    if (group.size() < 2) return;
    std::ranges::sort(group);
    groups.push_back(std::move(group));
  }

  const Graph& m_graph;
  std::vector<size_t> m_index;
  std::vector<size_t> m_low;
  std::vector<bool> m_on_stack;
  std::vector<size_t> m_stack;
  std::vector<Frame> m_frames;
  size_t m_count = 0;
};

}  // namespace

std::vector<std::vector<size_t>> cycles(const Graph& graph) {
  auto groups = Tarjan(graph).groups;
  std::ranges::sort(groups);
  return groups;
}

std::vector<size_t> shortest_cycle(const Graph& graph, const std::vector<size_t>& group) {
  std::vector<size_t> best;
  for (const size_t start : group) {
    std::vector<size_t> from(graph.size(), k_none);
    std::deque<size_t> open{start};
    bool closed = false;
    while (!open.empty() && !closed) {
      const size_t node = open.front();
      open.pop_front();
      for (const size_t other : graph[node]) {
        if (!std::ranges::binary_search(group, other)) continue;
        if (other == start) {
          std::vector<size_t> path;
          for (size_t at = node; at != k_none; at = from[at]) path.push_back(at);
          std::ranges::reverse(path);
          if (best.empty() || path.size() < best.size()) best = std::move(path);
          closed = true;
          break;
        }
        if (from[other] != k_none) continue;
        from[other] = node;
        open.push_back(other);
      }
    }
  }
  return best;
}

std::vector<size_t> closure(const Graph& graph, size_t node) {
  std::vector<bool> seen(graph.size());
  std::vector<size_t> open = graph[node];
  std::vector<size_t> found;
  while (!open.empty()) {
    const size_t other = open.back();
    open.pop_back();
    if (seen[other]) continue;
    seen[other] = true;
    found.push_back(other);
    open.insert(open.end(), graph[other].begin(), graph[other].end());
  }
  std::ranges::sort(found);
  return found;
}

std::vector<double> critical_paths(const Graph& graph, const std::vector<double>& weights) {
  // Visits each node before the nodes that it needs.
  std::vector<size_t> waiting(graph.size());
  for (const auto& needs : graph) {
    for (const size_t needed : needs) ++waiting[needed];
  }
  std::vector<size_t> ready;
  for (size_t node = 0; node < graph.size(); ++node) {
    if (waiting[node] == 0) ready.push_back(node);
  }
  std::vector<double> heaviest = weights;
  while (!ready.empty()) {
    const size_t node = ready.back();
    ready.pop_back();
    for (const size_t needed : graph[node]) {
      heaviest[needed] = std::max(heaviest[needed], weights[needed] + heaviest[node]);
      if (--waiting[needed] == 0) ready.push_back(needed);
    }
  }
  return heaviest;
}

}  // namespace rpmworks::buildplan
