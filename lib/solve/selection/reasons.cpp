// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/reasons.hpp"

#include <fmt/format.h>

#include <deque>

#include "core/text.hpp"

namespace rpmworks::solve {

namespace {

// Finds the links breadth first, so that every chain is a shortest one.
class LinkSearch {
 public:
  LinkSearch(const ReleasePool& pool, const Group& group) : m_pool(pool), m_group(group) {}

  std::map<Id, Link> run() {
    for (const Root* root : m_group.roots) {
      if (root->is_recommended) continue;
      for (const Id id : root->choices) {
        if (m_group.installation.contains(id)) reach(id, {.root = root});
      }
    }
    follow();
    // What nobody requires is there beside a package for another architecture, or because something had to be
    // replaced.
    for (bool is_new = true; is_new;) {
      is_new = false;
      for (const Id id : m_group.installation.packages) {
        if (!m_pool.is_candidate(id) || m_links.contains(id)) continue;
        if (!explain_other_arch(id) && !explain_replacement(id)) continue;
        is_new = true;
        follow();
      }
    }
    return std::move(m_links);
  }

 private:
  void reach(Id id, Link link) {
    if (m_links.try_emplace(id, std::move(link)).second) m_open.push_back(id);
  }

  void follow() {
    for (; !m_open.empty(); m_open.pop_front()) {
      const Id id = m_open.front();
      const Solvable& package = m_pool[id];
      for (const Id dependency : dependencies_in(package, package.requires_)) follow(id, dependency, false);
      if (m_pool.is_base(id)) continue;
      for (const Id dependency : dependencies_in(package, package.recommends)) follow(id, dependency, true);
      follow_supplements(id);
    }
  }

  void follow(Id from, Id dependency, bool is_weak) {
    for (const Id part : wanted_parts(m_pool.get(), dependency)) {
      std::vector<Id> targets = m_pool.providers(part);
      std::erase_if(targets, [&](Id id) { return !m_group.installation.contains(id); });
      // The package itself, or the base, satisfies the requirement.
      if (std::ranges::find(targets, from) != targets.end()) continue;
      if (std::ranges::any_of(targets, [&](Id id) { return m_pool.is_base(id); }))
        std::erase_if(targets, [&](Id id) { return !m_pool.is_base(id); });
      std::ranges::sort(targets, [&](Id a, Id b) { return m_pool.is_before(a, b); });
      for (const Id id : targets) {
        if (is_weak && !is_recommended(id)) continue;
        const std::string text = pool_dep2str(m_pool.get(), dependency);
        reach(id, {.from = from,
                   .dependency = part,
                   .text = is_weak ? text + " (recommended)" : text,
                   .length = m_links.at(from).length + 1});
      }
    }
  }

  bool is_recommended(Id id) const {
    return std::ranges::any_of(m_group.roots, [&](const Root* root) {
      return root->is_recommended && std::ranges::find(root->choices, id) != root->choices.end();
    });
  }

  // Recommended roots that supplement a package.
  void follow_supplements(Id from) {
    for (const Root* root : m_group.roots) {
      if (!root->is_recommended) continue;
      for (const Id id : root->choices) {
        if (!m_group.installation.contains(id) || m_links.contains(id)) continue;
        const Solvable& package = m_pool[id];
        for (const Id dependency : dependencies_in(package, package.supplements)) {
          const std::vector<Id> parts = parts_of(m_pool.get(), dependency);
          if (std::ranges::none_of(parts, [&](Id part) { return m_pool.provides(from, part); })) continue;
          reach(id, {.from = from,
                     .text = fmt::format("{} (supplemented)", pool_dep2str(m_pool.get(), dependency)),
                     .length = m_links.at(from).length + 1});
        }
      }
    }
  }

  // The packages of the base that cannot be installed together with `id`, because it has the same name.
  std::vector<Id> replaced_by(Id id) const {
    std::vector<Id> packages;
    for (const Id other : m_pool.providers(m_pool[id].name)) {
      if (m_pool[other].name == m_pool[id].name && m_pool.is_base(other) &&
          !m_group.installation.contains(other))
        packages.push_back(other);
    }
    return packages;
  }

  // A solver installs a package for an inferior architecture only beside the one for the best.
  bool explain_other_arch(Id id) {
    for (const Id other : m_pool.providers(m_pool[id].name)) {
      const auto link = m_links.find(other);
      if (link == m_links.end() || m_pool[other].name != m_pool[id].name ||
          m_pool[other].evr != m_pool[id].evr)
        continue;
      reach(id, {.from = other,
                 .text = fmt::format("the same version for {}", pool_id2str(m_pool.get(), m_pool[id].arch)),
                 .length = link->second.length + 1});
      return true;
    }
    return false;
  }

  // A package that a root leads to conflicts with the base's version of `id`, or replaced what that version
  // requires.
  bool explain_replacement(Id id) {
    const std::vector<Id> replaced = replaced_by(id);
    for (const auto& [from, link] : m_links) {
      const Solvable& package = m_pool[from];
      for (const Id dependency : dependencies_in(package, package.conflicts)) {
        for (const Id old : replaced) {
          if (!m_pool.provides(old, dependency)) continue;
          reach(id, {.from = from,
                     .text = fmt::format("conflicts with {}", pool_dep2str(m_pool.get(), dependency)),
                     .length = link.length + 1});
          return true;
        }
      }
    }
    for (const Id old : replaced) {
      const Solvable& package = m_pool[old];
      for (const Id dependency : dependencies_in(package, package.requires_)) {
        const std::vector<Id> providers = m_pool.providers(dependency);
        if (std::ranges::any_of(providers, [&](Id one) { return m_group.installation.contains(one); }))
          continue;
        for (const Id provider : providers) {
          for (const auto& [from, link] : m_links) {
            if (m_pool[from].name != m_pool[provider].name) continue;
            reach(id, {.from = from,
                       .text = fmt::format("replaces {}, which {} requires ({})", m_pool.str(provider),
                                           m_pool.str(old), pool_dep2str(m_pool.get(), dependency)),
                       .length = link.length + 1});
            return true;
          }
        }
      }
    }
    return false;
  }

  const ReleasePool& m_pool;
  const Group& m_group;
  std::map<Id, Link> m_links;
  std::deque<Id> m_open;
};

}  // namespace

std::map<Id, Link> links_of(const ReleasePool& pool, const Group& group) {
  return LinkSearch(pool, group).run();
}

std::vector<std::string> chain_to(const ReleasePool& pool, const std::map<Id, Link>& links, Id package) {
  std::vector<std::string> chain;
  for (auto at = links.find(package); at != links.end() && at->second.from;) {
    chain.push_back(pool.str(at->second.from));
    at = links.find(at->second.from);
    if (at->second.root && !at->second.root->rule.empty()) chain.push_back(at->second.root->rule);
  }
  std::ranges::reverse(chain);
  return chain;
}

std::string requirements_between(const ReleasePool& pool, const Root& root, Id package) {
  std::map<Id, std::pair<Id, Id>> reached;  // package → who requires it, and the requirement
  std::deque<Id> open(root.choices.begin(), root.choices.end());
  for (const Id id : root.choices) reached[id] = {};
  for (; !open.empty() && !reached.contains(package); open.pop_front()) {
    const Id from = open.front();
    const Solvable& requiring = pool[from];
    for (const Id dependency : dependencies_in(requiring, requiring.requires_)) {
      for (const Id part : wanted_parts(pool.get(), dependency)) {
        for (const Id provider : pool.providers(part)) {
          if (reached.try_emplace(provider, from, dependency).second) open.push_back(provider);
        }
      }
    }
  }
  std::vector<std::string> steps;
  for (auto at = reached.find(package); at != reached.end() && at->second.first;
       at = reached.find(at->second.first)) {
    steps.push_back(fmt::format("{} requires {}", pool.str(at->second.first),
                                pool_dep2str(pool.get(), at->second.second)));
  }
  std::ranges::reverse(steps);
  return join(steps, "; ");
}

}  // namespace rpmworks::solve
