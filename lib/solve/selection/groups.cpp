// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/groups.hpp"

#include <set>

#include "solve/selection/implications.hpp"

namespace rpmworks::solve {

namespace {

// Adds recommended packages to a group, as long as they can be installed with it.
void install_recommended(const ReleasePool& pool, const ReleaseSolver& solver, const Rules& rules,
                         const std::vector<bool>& with_weak, std::deque<Root>& recommended, Group& group) {
  size_t tried = recommended.size();
  while (add_recommended(pool, rules, with_weak, group.installation, recommended)) {
    std::vector<const Root*> wanted;
    for (; tried < recommended.size(); ++tried) wanted.push_back(&recommended[tried]);
    const auto installation = solver.install(group.roots, wanted);
    if (!installation) return;
    group.installation = *installation;
    for (const Root* root : wanted) {
      if (has_root(*installation, *root)) group.roots.push_back(root);
    }
  }
}

// The first root, and each following one that can be installed with those before it as far as implications
// tell.
std::vector<const Root*> compatible(Inference& inference, const std::vector<const Root*>& roots) {
  const size_t before = inference.state();
  std::vector<const Root*> found;
  std::ranges::copy_if(roots, std::back_inserter(found),
                       [&](const Root* root) { return inference.install(*root); });
  inference.return_to(before);
  return found;
}

}  // namespace

bool has_root(const Installation& installation, const Root& root) {
  return std::ranges::any_of(root.choices, [&](Id id) { return installation.contains(id); });
}

std::vector<Id> candidates_in(const ReleasePool& pool, const std::vector<Group>& groups) {
  std::set<Id> found;
  for (const Group& group : groups) {
    for (const Id id : group.installation.packages) {
      if (pool.is_candidate(id)) found.insert(id);
    }
  }
  return {found.begin(), found.end()};
}

Groups make_groups(ReleasePool& pool, ReleaseSolver& solver, const Rules& rules,
                   const std::vector<bool>& with_weak) {
  Groups result;
  std::vector<const Root*> remaining;
  for (const Root& root : rules.roots) remaining.push_back(&root);
  // A solver gives up one root at a time, and begins again. So roots that nothing can help are left out
  // before, and those that conflict with others come later.
  const Implications implications(pool, remaining);
  Inference inference(implications);
  std::erase_if(remaining, [&](const Root* root) {
    const bool is_hopeless =
        std::ranges::all_of(root->choices, [&](Id id) { return inference.is_impossible(id); });
    if (is_hopeless) result.failed.push_back(root);
    return is_hopeless;
  });
  bool is_alone = false;
  while (!remaining.empty()) {
    std::vector<const Root*> served;
    std::vector<const Root*> others;
    std::optional<Installation> installation;
    if (is_alone) {
      others.assign(remaining.begin() + 1, remaining.end());
      installation = solver.install({remaining.front()});
      (installation ? served : result.failed).push_back(remaining.front());
    } else {
      installation = solver.install({}, compatible(inference, remaining));
      for (const Root* root : remaining) {
        (installation && has_root(*installation, *root) ? served : others).push_back(root);
      }
      is_alone = served.empty();
    }
    if (!served.empty()) {
      Group group{std::move(served), *installation};
      if (std::ranges::find(with_weak, true) != with_weak.end())
        install_recommended(pool, solver, rules, with_weak, result.recommended, group);
      result.groups.push_back(std::move(group));
      result.candidates = candidates_in(pool, result.groups);
      solver.favour_also(result.candidates);
    }
    remaining = std::move(others);
  }
  std::ranges::sort(result.failed);  // in the order of the rules
  return result;
}

}  // namespace rpmworks::solve
