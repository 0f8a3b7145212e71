// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/implications.hpp"

#include <algorithm>

namespace rpmworks::solve {

Implications::Implications(const ReleasePool& pool, const std::vector<const Root*>& roots)
    : m_node_of(static_cast<size_t>(pool.get()->nsolvables), -1),
      m_need_of(static_cast<size_t>(pool.get()->ss.nstrings), -1),
      m_need_of_rel(static_cast<size_t>(pool.get()->nrels), -1) {
  for (const Root* root : roots) {
    for (const Id id : root->choices) add(pool, id);
  }
  // What is connected adds further packages at the end.
  for (size_t i = 0; i < m_ids.size(); ++i) connect(pool, m_ids[i]);
  for (const Id id : m_ids) add_conflicts(pool, id);
  for (const Root* root : roots) {
    const int number = static_cast<int>(m_nodes.size());
    m_roots.emplace_back(root, number);
    const int need = static_cast<int>(m_needs.size());
    m_nodes.push_back({.needs = {need}, .offers = {}, .excludes = {}});
    m_needs.push_back({.requirers = {number}, .providers = {}});
    for (const Id id : root->choices) {
      if (node_of(id) < 0) continue;
      m_needs.back().providers.push_back(node_of(id));
      node(node_of(id)).offers.push_back(need);
    }
  }
  std::ranges::sort(m_roots);
}

int Implications::add(const ReleasePool& pool, Id id) {
  int& known = m_node_of[static_cast<size_t>(id)];
  if (known < 0 && pool.is_allowed(id)) {
    known = static_cast<int>(m_nodes.size());
    m_ids.push_back(id);
    m_nodes.emplace_back();
  }
  return known;
}

void Implications::connect(const ReleasePool& pool, Id id) {
  const Solvable& package = pool[id];
  const int number = node_of(id);
  for (const Id dependency : dependencies_in(package, package.requires_)) {
    if (is_rich(pool.get(), dependency)) continue;
    const Id* providers = pool_whatprovides_ptr(pool.get(), dependency);
    bool always_holds = false;
    bool installed_serves = false;
    for (const Id* one = providers; *one; ++one) {
      always_holds |= *one == id || *one == SYSTEMSOLVABLE;
      installed_serves |= pool.is_installed(*one);
    }
    // An installed system may be broken.
    if (always_holds || (pool.is_installed(id) && !installed_serves)) continue;
    int& known = ISRELDEP(dependency) ? m_need_of_rel[static_cast<size_t>(GETRELID(dependency))]
                                      : m_need_of[static_cast<size_t>(dependency)];
    if (known < 0) {
      known = static_cast<int>(m_needs.size());
      m_needs.emplace_back();
      for (const Id* one = providers; *one; ++one) {
        const int provider = add(pool, *one);
        if (provider < 0) continue;
        m_needs.back().providers.push_back(provider);
        node(provider).offers.push_back(known);
      }
    }
    m_needs[static_cast<size_t>(known)].requirers.push_back(number);
    node(number).needs.push_back(known);
  }
  // Of packages that are connected later, only the later one sees both.
  for (const Id* other = pool_whatprovides_ptr(pool.get(), package.name); *other; ++other) {
    const int its_number = *other == SYSTEMSOLVABLE ? -1 : node_of(*other);
    if (its_number < 0 || its_number == number || pool[*other].name != package.name) continue;
    if (pool[*other].arch == package.arch || pool[*other].arch == ARCH_NOARCH || package.arch == ARCH_NOARCH)
      exclude(number, its_number);
  }
}

void Implications::add_conflicts(const ReleasePool& pool, Id id) {
  const Solvable& package = pool[id];
  for (const Id dependency : dependencies_in(package, package.conflicts)) {
    if (is_rich(pool.get(), dependency)) continue;
    for (const Id* other = pool_whatprovides_ptr(pool.get(), dependency); *other; ++other) {
      if (*other == SYSTEMSOLVABLE || *other == id || (pool.is_installed(*other) && pool.is_installed(id)))
        continue;
      if (node_of(*other) >= 0) exclude(node_of(id), node_of(*other));
    }
  }
}

void Implications::exclude(int a, int b) {
  node(a).excludes.push_back(b);
  node(b).excludes.push_back(a);
}

Inference::Inference(const Implications& implications)
    : m_implications(&implications), m_values(implications.m_nodes.size(), Value::unknown) {
  for (int need = 0; need < static_cast<int>(implications.m_needs.size()); ++need) {
    if (implications.m_needs[static_cast<size_t>(need)].providers.empty()) check(need);
  }
  follow();
}

bool Inference::install(const Root& root) {
  const auto at =
      std::ranges::lower_bound(m_implications->m_roots, &root, {}, &std::pair<const Root*, int>::first);
  return assume(at->second, true);
}

// A solver may install packages that no implication leads to.
bool Inference::install(Id id) {
  const int node = m_implications->node_of(id);
  return node < 0 || assume(node, true);
}

bool Inference::leave_out(Id id) {
  const int node = m_implications->node_of(id);
  return node < 0 || assume(node, false);
}

bool Inference::is_impossible(Id id) const {
  const int node = m_implications->node_of(id);
  return node < 0 || m_values[static_cast<size_t>(node)] == Value::out;
}

bool Inference::assume(int node, bool is_in) {
  const size_t before = state();
  if (set(node, is_in ? Value::in : Value::out) && follow()) return true;
  return_to(before);
  return false;
}

void Inference::return_to(size_t state) {
  for (; m_known.size() > state; m_known.pop_back()) value(m_known.back()) = Value::unknown;
  m_followed = state;
}

bool Inference::set(int node, Value new_value) {
  if (value(node) != Value::unknown) return value(node) == new_value;
  value(node) = new_value;
  m_known.push_back(node);
  return true;
}

bool Inference::follow() {
  while (m_followed < m_known.size()) {
    const int number = m_known[m_followed++];
    const Implications::Node& node = m_implications->m_nodes[static_cast<size_t>(number)];
    if (value(number) == Value::in) {
      if (!std::ranges::all_of(node.needs, [&](int need) { return check(need); })) return false;
      if (!std::ranges::all_of(node.excludes, [&](int other) { return set(other, Value::out); }))
        return false;
    } else if (!std::ranges::all_of(node.offers, [&](int need) { return check(need); })) {
      return false;
    }
  }
  return true;
}

bool Inference::check(int number) {
  const Implications::Need& need = m_implications->m_needs[static_cast<size_t>(number)];
  int only = -1;
  for (const int provider : need.providers) {
    if (value(provider) == Value::out) continue;
    if (value(provider) == Value::in || only >= 0) return true;
    only = provider;
  }
  if (only < 0) return std::ranges::all_of(need.requirers, [&](int one) { return set(one, Value::out); });
  if (std::ranges::any_of(need.requirers, [&](int one) { return value(one) == Value::in; }))
    return set(only, Value::in);
  return true;
}

}  // namespace rpmworks::solve
