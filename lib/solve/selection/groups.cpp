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

// Each root that can be installed with those before it as far as implications tell. They are assumed
// afterwards.
std::vector<const Root*> compatible(Inference& inference, const std::vector<const Root*>& roots) {
  std::vector<const Root*> found;
  std::ranges::copy_if(roots, std::back_inserter(found),
                       [&](const Root* root) { return inference.install(*root); });
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

std::optional<Installation> install_most(Inference& inference, const ReleaseSolver& solver,
                                         const std::vector<const Root*>& required,
                                         const std::vector<const Root*>& wanted) {
  const size_t before = inference.state();
  if (compatible(inference, required).size() < required.size()) {
    inference.return_to(before);
    return std::nullopt;
  }
  const size_t with_required = inference.state();
  std::optional<Installation> most = solver.install(required, compatible(inference, wanted));
  inference.return_to(with_required);
  if (!most) {
    inference.return_to(before);
    return most;
  }
  // A root is given up by libsolv with whatever else is part of its conflict. So each is tried again.
  std::vector<const Root*> held = required;
  std::vector<const Root*> left;
  for (const Root* root : wanted) (has_root(*most, *root) ? held : left).push_back(root);
  if (!left.empty()) compatible(inference, held);
  for (const Root* root : left) {
    const size_t without = inference.state();
    if (!inference.install(*root)) continue;
    held.push_back(root);
    if (has_root(*most, *root)) continue;  // it came with another one
    if (auto more = solver.install(held)) {
      most = std::move(more);
    } else {
      held.pop_back();
      inference.return_to(without);
    }
  }
  inference.return_to(before);
  return most;
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
  while (!remaining.empty()) {
    const auto installation = install_most(inference, solver, {}, remaining);
    std::vector<const Root*> served;
    std::vector<const Root*> others;
    for (const Root* root : remaining)
      (installation && has_root(*installation, *root) ? served : others).push_back(root);
    if (served.empty()) {
      result.failed.insert(result.failed.end(), others.begin(), others.end());
      break;
    }
    Group group{std::move(served), *installation};
    if (std::ranges::find(with_weak, true) != with_weak.end())
      install_recommended(pool, solver, rules, with_weak, result.recommended, group);
    result.groups.push_back(std::move(group));
    result.candidates = candidates_in(pool, result.groups);
    solver.favour_also(result.candidates);
    remaining = std::move(others);
  }
  std::ranges::sort(result.failed);  // in the order of the rules
  return result;
}

}  // namespace rpmworks::solve
