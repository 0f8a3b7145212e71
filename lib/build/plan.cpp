// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "build/build_set.hpp"
#include "build/graph.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::build {

namespace {

constexpr std::string_view k_dynamic = "rpmlib(DynamicBuildRequires)";

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::ranges::find(list, text) != list.end();
}

// Whether rpm may come to provide it by looking into a package that it has built: a file of it, or what
// dependency generators name in the form "kind(name)".
bool found_out_by_building(const std::string& requirement) {
  const std::string text(trim(requirement));
  if (text.starts_with('/')) return true;
  if (!text.starts_with('(')) return text.find('(') != std::string::npos;
  for (const std::string& word : split(text.substr(1), ' ')) {
    const std::string bare = word.substr(std::min(word.find_first_not_of('('), word.size()));
    if (bare.starts_with('/') || bare.find('(') != std::string::npos) return true;
  }
  return false;
}

std::string name_of(const std::string& requirement) {
  return requirement.substr(0, requirement.find(' '));
}

/// Whose requirement leads to another package of the product.
struct Edge {
  std::string requirement;
  bool repositories_have_it = false;
};

class Planner {
 public:
  Planner(const std::vector<srpm::Srpm>& srpms, const Base& base, Reporter& reporter)
      : m_target(base.target()),
        m_reporter(reporter),
        m_repositories(base.universe()),
        m_all(base.universe()) {
    for (const srpm::Srpm& srpm : srpms) m_srpms.push_back(&srpm);
    std::ranges::stable_sort(m_srpms, {}, [](const srpm::Srpm* srpm) { return label(*srpm); });
    for (size_t i = 0; i < m_srpms.size(); ++i) m_all.add_promised(std::to_string(i), m_srpms[i]->info);
    m_edges.resize(m_srpms.size());
    m_missing.resize(m_srpms.size());
    m_doubtful.resize(m_srpms.size());
    m_generates.resize(m_srpms.size());
  }

  // Whether each is one of these, or needed by them.
  std::set<const srpm::Srpm*> needed_by(const std::vector<std::string>& labels) {
    for (size_t i = 0; i < m_srpms.size(); ++i) look_at(i);
    std::set<const srpm::Srpm*> needed;
    std::vector<size_t> ahead;
    const auto take = [&](size_t i) {
      if (needed.insert(m_srpms[i]).second) ahead.push_back(i);
    };
    for (size_t i = 0; i < m_srpms.size(); ++i)
      if (contains(labels, label(srpm(i)))) take(i);
    while (!ahead.empty()) {
      const size_t i = ahead.back();
      ahead.pop_back();
      for (const auto& [other, edges] : m_edges[i]) take(other);
      if (m_doubtful[i].empty() && !m_generates[i]) continue;
      for (size_t other = 0; other < m_srpms.size(); ++other) take(other);
    }
    return needed;
  }

  Plan plan() {
    check_names();
    check_arches();
    check_root();
    for (size_t i = 0; i < m_srpms.size(); ++i) look_at(i);
    open_circles();
    std::vector<std::string> lines;
    std::vector<std::string> perhaps;
    for (size_t i = 0; i < m_srpms.size(); ++i) {
      lines.insert(lines.end(), m_missing[i].begin(), m_missing[i].end());
      if (m_missing[i].empty() && m_doubtful[i].empty()) check_together(i);
      auto& where = others_may_help(i) ? perhaps : lines;
      where.insert(where.end(), m_doubtful[i].begin(), m_doubtful[i].end());
    }
    if (lines.empty()) return sorted();
    // While they are at it, they may want to look at these too.
    for (const std::string& line : perhaps)
      lines.push_back(line + " (unless another package turns out to bring it)");
    throw cannot_be_had(m_target, std::move(lines));
  }

 private:
  const srpm::Srpm& srpm(size_t i) const { return *m_srpms[i]; }

  Graph graph() const {
    Graph needs(m_srpms.size());
    for (size_t i = 0; i < m_srpms.size(); ++i) {
      for (const auto& [other, edges] : m_edges[i]) needs[i].push_back(other);
    }
    return needs;
  }

  void check_names() {
    std::map<std::string, size_t> seen;
    for (size_t i = 0; i < m_srpms.size(); ++i) {
      const auto [at, is_new] = seen.emplace(srpm(i).nevra.file_name(), i);
      if (is_new) continue;
      throw Error(ExitCode::invalid, fmt::format("two packages make {}", srpm(i).nevra.file_name()))
          .note(fmt::format("{} and {}", label(srpm(at->second)), label(srpm(i))))
          .hint("build one of them, or give one another name, version or release");
    }
  }

  void check_arches() {
    for (size_t i = 0; i < m_srpms.size(); ++i) check_arch(i);
    if (m_wrong_arch.empty()) return;
    throw Error(
        ExitCode::invalid,
        fmt::format("packages that are not made for the architecture of the target '{}'", m_target.name))
        .notes(std::move(m_wrong_arch))
        .hint("name under `targets` of these packages the targets they are for");
  }

  void check_arch(size_t i) {
    const rpm::SpecInfo& info = srpm(i).info;
    const bool excluded = contains(info.exclude_arch, m_target.arch);
    const bool left_out = !info.exclusive_arch.empty() && !contains(info.exclusive_arch, m_target.arch) &&
                          !contains(info.exclusive_arch, "noarch");
    if (!excluded && !left_out) return;
    m_wrong_arch.push_back(fmt::format("{}: its spec does not build for {} ({}: {})", label(srpm(i)),
                                       m_target.arch, excluded ? "ExcludeArch" : "ExclusiveArch",
                                       join(excluded ? info.exclude_arch : info.exclusive_arch, " ")));
  }

  // Finds out for each requirement who provides it.
  void look_at(size_t i) {
    const std::vector<std::string>& requirements = srpm(i).info.build_requires;
    const std::vector<std::string> in_repositories = m_repositories.unprovided(requirements);
    const std::vector<std::string> anywhere = m_all.unprovided(requirements);
    for (const std::string& requirement : requirements) {
      if (requirement.starts_with(k_dynamic)) m_generates[i] = true;
      if (contains(anywhere, requirement)) {
        auto& lines = found_out_by_building(requirement) ? m_doubtful[i] : m_missing[i];
        lines.push_back(missing_line(label(srpm(i)), requirement, names()));
        continue;
      }
      const bool in_base = !contains(in_repositories, requirement);
      bool only_itself = !in_base;
      for (const std::string& source : m_all.promised_by(requirement)) {
        const size_t other = std::stoul(source);
        if (other == i) continue;
        only_itself = false;
        m_edges[i][other].push_back({requirement, in_base});
      }
      if (only_itself && !m_all.promised_by(requirement).empty()) {
        m_missing[i].push_back(
            fmt::format("{}: {}, which only it makes itself", label(srpm(i)), requirement));
      }
    }
    // The header knows what the parsed spec does not show.
    if (!m_generates[i] && fs::exists(srpm(i).path)) {
      for (const std::string& requirement : rpm::read_package(srpm(i).path).requires_) {
        if (requirement.starts_with(k_dynamic)) m_generates[i] = true;
      }
    }
  }

  // Where the repositories have what the product makes too, a circle opens there: the package is built with
  // theirs.
  void open_circles() {
    for (const auto& group : circles(graph())) {
      for (const size_t i : group) {
        std::erase_if(m_edges[i], [&](const auto& entry) {
          const auto& [other, edges] = entry;
          if (!std::ranges::binary_search(group, other)) return false;
          if (!std::ranges::all_of(edges, &Edge::repositories_have_it)) return false;
          m_reporter.note(fmt::format("{} is built with {} of the repositories: {} needs {} too",
                                      label(srpm(i)), edges.front().requirement, label(srpm(other)),
                                      label(srpm(i))));
          return true;
        });
      }
    }
    const Graph needs = graph();
    const auto groups = circles(needs);
    if (groups.empty()) return;
    std::vector<std::string> notes;
    std::string first;
    for (const auto& group : groups) {
      const std::vector<size_t> circle = shortest_circle(needs, group);
      std::string names = label(srpm(circle.front()));
      for (size_t k = 0; k < circle.size(); ++k) {
        const size_t next = circle[(k + 1) % circle.size()];
        names += " → " + label(srpm(next));
        notes.push_back(fmt::format("{} needs {}, which {} makes", label(srpm(circle[k])),
                                    m_edges[circle[k]].at(next).front().requirement, label(srpm(next))));
      }
      if (first.empty()) first = names;
    }
    throw Error(ExitCode::invalid, fmt::format("packages build-require each other in a circle: {}", first))
        .notes(std::move(notes))
        .hint(
            "drop one of these BuildRequires, or add a repository that has one of the packages to the "
            "target's "
            "buildroot.repos");
  }

  // Every build root holds what the target installs, and it has to come from the repositories.
  void check_root() {
    std::vector<std::string> lines;
    for (const std::string& requirement : m_repositories.unprovided(m_target.install)) {
      lines.push_back(missing_line("buildroot.install", requirement, names()));
    }
    if (lines.empty()) {
      for (const solve::Problem& problem : m_repositories.solve(m_target.install).problems) {
        lines.push_back(fmt::format("{}: {}", problem.requirement, join(problem.explanation, "; ")));
      }
    }
    if (lines.empty()) return;
    throw Error(
        ExitCode::invalid,
        fmt::format("the repositories of the target '{}' do not have what it installs into every build root",
                    m_target.name))
        .at(m_target.where)
        .notes(std::move(lines))
        .hint("correct buildroot.install of the target, or add a repository to its buildroot.repos");
  }

  // Whether what is provided piece by piece can be installed at one time.
  void check_together(size_t i) {
    std::vector<std::string> lines;
    std::vector<std::string> requirements = m_target.install;
    requirements.insert(requirements.end(), srpm(i).info.build_requires.begin(),
                        srpm(i).info.build_requires.end());
    for (const solve::Problem& problem : m_all.solve(requirements).problems) {
      lines.push_back(
          fmt::format("{}: {}: {}", label(srpm(i)), problem.requirement, join(problem.explanation, "; ")));
    }
    m_doubtful[i] = std::move(lines);
  }

  bool others_may_help(size_t i) const { return dependents(graph(), i).size() + 1 < m_srpms.size(); }

  const std::vector<std::string>& names() {
    if (m_names.empty()) m_names = m_all.provided_names();
    return m_names;
  }

  // By name where the needs leave a choice; m_srpms is in the order of names.
  Plan sorted() const {
    const Graph needs = graph();
    std::vector<size_t> place(needs.size());
    std::set<size_t> placed;
    Plan plan;
    while (placed.size() < needs.size()) {
      for (size_t i = 0; i < needs.size(); ++i) {
        if (placed.contains(i)) continue;
        if (!std::ranges::all_of(needs[i], [&](size_t other) { return placed.contains(other); })) continue;
        Plan::Job job{.srpm = m_srpms[i],
                      .deferred = !m_doubtful[i].empty() || m_generates[i],
                      .generates = m_generates[i]};
        for (const size_t other : needs[i]) job.needs.push_back(place[other]);
        std::ranges::sort(job.needs);
        place[i] = plan.jobs.size();
        placed.insert(i);
        plan.jobs.push_back(std::move(job));
        break;
      }
    }
    return plan;
  }

  const config::Target& m_target;
  Reporter& m_reporter;
  std::vector<const srpm::Srpm*> m_srpms;
  solve::Universe m_repositories;
  solve::Universe m_all;  ///< the product's promised packages too
  std::vector<std::map<size_t, std::vector<Edge>>> m_edges;
  std::vector<std::vector<std::string>> m_doubtful;  ///< for each what other packages may turn out to provide
  std::vector<bool> m_generates;
  std::vector<std::string> m_wrong_arch;
  std::vector<std::vector<std::string>> m_missing;  ///< for each what nothing can provide
  std::vector<std::string> m_names;
};

}  // namespace

std::string label(const srpm::Srpm& srpm) {
  return srpm.name.empty() ? srpm.nevra.name : srpm.name;
}

std::string missing_line(const std::string& who, const std::string& requirement,
                         const std::vector<std::string>& names) {
  std::string line = fmt::format("{}: {}", who, requirement);
  if (const auto nearest = did_you_mean(name_of(requirement), names)) {
    // The name may be right and the version not.
    line += *nearest == name_of(requirement) ? "; there is another version of it"
                                             : fmt::format("; did you mean {}?", *nearest);
  }
  return line;
}

Error cannot_be_had(const config::Target& target, std::vector<std::string> lines) {
  std::vector<std::string> repositories;
  for (const auto& repo : target.repos) repositories.push_back(*repo);
  return Error(ExitCode::invalid,
               fmt::format("{} for the target '{}' that neither its repositories nor the product's "
                           "own packages can fulfil",
                           lines.size() == 1 ? "a BuildRequires" : "BuildRequires", target.name))
      .notes(std::move(lines))
      .hint(advice_on_missing(repositories));
}

std::string Plan::to_json() const {
  auto array = nlohmann::json::array();
  for (const Job& job : jobs) {
    array.push_back({{"srpm", job.srpm->nevra.str()},
                     {"needs", job.needs},
                     {"deferred", job.deferred},
                     {"generates", job.generates}});
  }
  return array.dump();
}

std::optional<Plan> Plan::from_json(const std::string& text, const std::vector<srpm::Srpm>& srpms) {
  std::map<std::string, const srpm::Srpm*> by_nevra;
  for (const srpm::Srpm& srpm : srpms) by_nevra[srpm.nevra.str()] = &srpm;
  const auto array = nlohmann::json::parse(text, nullptr, false);
  if (!array.is_array() || array.size() != srpms.size()) return std::nullopt;
  Plan plan;
  for (const auto& entry : array) {
    const auto at = by_nevra.find(entry.value("srpm", ""));
    if (at == by_nevra.end()) return std::nullopt;
    Job job{.srpm = at->second,
            .needs = entry.value("needs", std::vector<size_t>{}),
            .deferred = entry.value("deferred", false),
            .generates = entry.value("generates", false)};
    // A job comes after those it needs.
    for (const size_t needed : job.needs) {
      if (needed >= plan.jobs.size()) return std::nullopt;
    }
    plan.jobs.push_back(std::move(job));
  }
  return plan;
}

std::string plan_key(const std::vector<srpm::Srpm>& srpms, const std::string& environment) {
  Digest digest;
  digest.field("plan 1").field(environment);
  for (const srpm::Srpm& srpm : srpms) {
    digest.field(label(srpm)).field(srpm.nevra.str()).field(srpm.sha256).field(srpm.info.to_json());
  }
  return digest.hex();
}

std::vector<srpm::Srpm> needed_by(const std::vector<std::string>& labels,
                                  const std::vector<srpm::Srpm>& srpms, const Base& base,
                                  Reporter& reporter) {
  const auto needed = Planner(srpms, base, reporter).needed_by(labels);
  std::vector<srpm::Srpm> chosen;
  for (const srpm::Srpm& srpm : srpms)
    if (needed.contains(&srpm)) chosen.push_back(srpm);
  return chosen;
}

Plan make_plan(const std::vector<srpm::Srpm>& srpms, const Base& base, Reporter& reporter) {
  return Planner(srpms, base, reporter).plan();
}

}  // namespace rpmworks::build
