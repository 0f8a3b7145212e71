// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/selection.hpp"

#include <algorithm>
#include <set>

#include "rpm/nevra.hpp"
#include "solve/selection/selection_state.hpp"
#include "solve/walk.hpp"

namespace rpmworks::solve {

namespace {

// The newest version of a package's name and architecture in its repository, if it is newer.
std::optional<rpm::Evr> held_version(const ReleasePool& pool, Id package) {
  Id newest = package;
  for (const Id other : pool.providers(pool[package].name)) {
    if (pool[other].repo == pool[package].repo && pool[other].name == pool[package].name &&
        pool[other].arch == pool[package].arch && pool.compare(other, newest) > 0)
      newest = other;
  }
  if (newest == package) return std::nullopt;
  return pool.nevra(newest).evr;
}

// The reasons for packages that no requirement explains: without one of them a root cannot be installed.
void explain_by_absence(ReleasePool& pool, const ReleaseSolver& solver, const Groups& groups, Id id,
                        Selected& selected) {
  IdSet others = pool.base_and_own();
  for (const Id one : groups.candidates) {
    if (one != id) others.insert(one);
  }
  pool.allow(others);
  for (const Group& group : groups.groups) {
    if (!group.installation.contains(id)) continue;
    // What cannot be installed alone is not installed with as many others as possible either.
    const auto without = solver.install({}, group.roots);
    for (const Root* root : group.roots) {
      if (without && has_root(*without, *root)) continue;
      const std::vector<Explanation> problems = solver.problems({root});
      if (problems.empty()) continue;
      selected.required_by = {pool.str(root->choices.front())};
      selected.requirement = problems.front().summary;
      for (const Explanation::Part& part : problems.front().parts) {
        if (selected.requirement.empty()) selected.requirement = part.line;
      }
      return;
    }
    selected.required_by = {pool.str(group.roots.front()->choices.front())};
    selected.requirement = "installation together with the other packages";
    return;
  }
}

struct Reason {
  const Group* group = nullptr;
  const std::map<Id, Link>* links = nullptr;
};

// The group with the shortest chain to a package.
Reason shortest(const Groups& groups, const std::vector<std::map<Id, Link>>& links, Id id) {
  Reason best;
  int length = 0;
  for (size_t i = 0; i < links.size(); ++i) {
    const auto at = links[i].find(id);
    if (at == links[i].end() || (best.group && at->second.length >= length)) continue;
    best = {&groups.groups[i], &links[i]};
    length = at->second.length;
  }
  return best;
}

}  // namespace

Selector::State::State(SelectionRequest given)
    : request(std::move(given)),
      modules(request.base.modules),
      pool(std::make_unique<ReleasePool>(request, false)) {
  for (const upstream::Metadata& one : request.base.available) modules.add(one);
  for (const Candidates& one : request.candidates) modules.add(one.metadata);
}

Rules Selector::State::rules() const {
  const std::map<Id, std::string> hidden = modules.hidden(*pool);
  for (const auto& [id, reason] : hidden) {
    if (pool->is_base(id)) pool->hide(id);
  }
  return apply_rules(*pool, request, earlier(), hidden);
}

bool Selector::State::has_more_files() const {
  const auto has_filelists = [](const upstream::Metadata& one) { return !one.filelists.empty(); };
  return !with_filelists && (std::ranges::any_of(request.base.available, has_filelists) ||
                             std::ranges::any_of(request.candidates, has_filelists, &Candidates::metadata));
}

bool Selector::State::load_filelists() {
  if (!has_more_files()) return false;
  pool.reset();  // free the memory first
  pool = std::make_unique<ReleasePool>(request, true);
  with_filelists = true;
  return true;
}

Rules Selector::State::prepare() {
  pool->lift_restriction();
  Rules rules = this->rules();
  if (has_more_files()) {
    std::vector<Id> packages;
    for (const Root& root : rules.roots)
      packages.insert(packages.end(), root.choices.begin(), root.choices.end());
    if (lacks_a_file(pool->get(), {}, packages) && load_filelists()) rules = this->rules();
  }
  pool->allow(rules.allowed);
  return rules;
}

IdSet Selector::State::earlier() const {
  IdSet found(pool->get());
  for (const rpm::Nevra& nevra : request.earlier) {
    const Id name = pool_str2id(pool->get(), nevra.name.c_str(), 0);
    if (!name) continue;
    for (const Id id : pool->providers(name)) {
      if (!pool->is_candidate(id) || pool->nevra(id) != nevra) continue;
      const std::string source = source_package_of(pool->get(), id);
      const std::string source_name =
          rpm::Nevra::parse(std::string(rpm::source_file_stem(source)) + ".src").name;
      if (!request.update.contains(source.empty() ? nevra.name : source_name)) found.insert(id);
    }
  }
  return found;
}

ReleaseSolver Selector::State::solver(const Rules& rules) const {
  const IdSet before = earlier();
  std::vector<Id> kept;
  for (Id id = 2; id < pool->get()->nsolvables; ++id) {
    if (before.contains(id)) kept.push_back(id);
  }
  std::vector<Id> preferred_before;
  std::ranges::copy_if(rules.preferred, std::back_inserter(preferred_before),
                       [&](Id id) { return before.contains(id); });
  return {*pool, {kept, rules.preferred, preferred_before}};
}

Selector::Selector(SelectionRequest request) : m_state(std::make_unique<State>(std::move(request))) {}
Selector::Selector(Selector&&) noexcept = default;
Selector::~Selector() = default;

Selection Selector::select() const {
  const std::lock_guard guard(m_state->mutex);
  m_state->modules.require_enabled();
  const Rules rules = m_state->prepare();
  ReleasePool& pool = *m_state->pool;
  const SelectionRequest& request = m_state->request;
  ReleaseSolver solver = m_state->solver(rules);
  std::vector<bool> with_weak;
  for (const Candidates& one : request.candidates) with_weak.push_back(one.selection.weak);
  Groups groups = make_groups(pool, solver, rules, with_weak);

  Selection selection;
  for (const Root* root : groups.failed) selection.problems.push_back(problem_of(pool, solver, rules, *root));

  const IdSet earlier = m_state->earlier();
  IdSet favoured = earlier;
  for (const Id id : rules.preferred) favoured.insert(id);
  minimize(pool, solver, favoured, groups);

  pool.lift_restriction();
  pool.allow(rules.allowed);
  std::vector<std::map<Id, Link>> links;
  for (const Group& group : groups.groups) links.push_back(links_of(pool, group));
  Rejections rejections(pool, solver, rules, earlier, groups.candidates);
  for (const Id id : groups.candidates) {
    const Candidates& candidates = request.candidates[static_cast<size_t>(pool.section(id))];
    Selected selected{.nevra = pool.nevra(id),
                      .location = location_of(pool.get(), id, candidates.metadata.name),
                      .section = candidates.section,
                      .source_package = source_package_of(pool.get(), id),
                      .held = held_version(pool, id)};
    const Reason reason = shortest(groups, links, id);
    if (!reason.group) {
      explain_by_absence(pool, solver, groups, id, selected);
    } else if (const Link& link = reason.links->at(id); link.from) {
      selected.required_by = chain_to(pool, *reason.links, id);
      selected.requirement = link.text;
      if (link.dependency) selected.rejected = rejections.of(id, link.dependency, reason.group->installation);
    }
    selection.packages.push_back(std::move(selected));
  }
  std::ranges::sort(selection.packages, [](const Selected& a, const Selected& b) {
    return a.section != b.section ? a.section < b.section : a.nevra < b.nevra;
  });
  selection.replacements = replacements_of(pool, request, groups.candidates);
  return selection;
}

}  // namespace rpmworks::solve
