// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/release_builds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "pipeline/build_sources.hpp"
#include "pipeline/one_source.hpp"
#include "pipeline/run_builds.hpp"
#include "product/packages.hpp"
#include "schedule/several_targets.hpp"

namespace rpmworks::pipeline {

namespace {

using schedule::Outcome;

ReleaseSources sources_for_target(product::Session& session, const config::Target& target,
                                  const std::vector<ReleaseSources>& earlier) {
  ReleaseSources sources{.target = &target, .packages = {}, .left_out = {}};
  product::Packages chosen = product::packages_for(session.config, target);
  engine::Packages shared = take_shared(session, target, earlier, chosen);
  if (!chosen.empty()) {
    product::MadePackages made = product::packages(session, chosen, target);
    sources.packages = std::move(made.made);
    add_specless(sources.left_out, made.specless);
  }
  std::ranges::move(shared, std::back_inserter(sources.packages));
  std::ranges::sort(sources.packages, {}, [](const auto& package) { return package->srpm.name; });
  auto other_arches = leave_out_other_arches(session, sources.packages, target, {});
  sources.left_out.insert(sources.left_out.begin(), other_arches.begin(), other_arches.end());
  return sources;
}

// Runs `work`; if there are several targets, errors say for which one.
template <typename Work>
decltype(auto) for_target(bool is_one, const char* doing, const config::Target& target, Work&& work) {
  if (is_one) return std::forward<Work>(work)();
  return with_context(fmt::format("{} for the target {}", doing, target.name), std::forward<Work>(work));
}

// A branch of a remote repository may move while the source packages are made.
void require_same_commits(const std::vector<ReleaseSources>& all) {
  std::map<std::string, const srpm::Srpm*> first;
  for (const auto& sources : all)
    for (const auto& package : sources.packages) {
      const srpm::Srpm& srpm = package->srpm;
      const srpm::Srpm& other = *first.emplace(srpm.name, &srpm).first->second;
      if (other.commit == srpm.commit) continue;
      throw Error(ExitCode::upstream,
                  fmt::format("{}: '{}' moved from the commit {} to {} while its source packages were made",
                              srpm.name, srpm.ref.empty() ? "HEAD" : srpm.ref, other.commit.substr(0, 12),
                              srpm.commit.substr(0, 12)))
          .hint("run again, or use a tag or a commit as `ref`");
    }
}

// Whether no further build should start, for any target.
bool ends_run(const Outcome& outcome, bool fail_fast) {
  if (outcome.complete()) return false;
  return fail_fast || std::ranges::any_of(outcome.not_built, [](const schedule::NotBuilt& one) {
           return one.waits_for.empty();
         });
}

Outcome not_started(const engine::Packages& packages) {
  Outcome outcome;
  for (const auto& package : packages)
    outcome.not_built.push_back(
        {.name = package->label(), .nevra = package->srpm.nevra.str(), .waits_for = {}});
  return outcome;
}

/// Builds for one target after the other.
class ReleaseBuilds {
 public:
  ReleaseBuilds(product::Session& session, const std::vector<ReleaseSources>& all,
                const ReleaseBuildOptions& options)
      : m_session(session), m_all(all), m_options(options) {}

  Outcome run() {
    std::vector<schedule::TargetOutcome> outcomes;
    bool ended = false;
    for (size_t i = 0; i < m_all.size(); ++i) {
      Outcome outcome = ended ? not_started(m_all[i].packages) : build(i);
      ended = ended || ends_run(outcome, m_options.fail_fast);
      outcome.left_out = m_all[i].left_out;
      outcomes.push_back({m_all[i].target->name, std::move(outcome)});
    }
    Outcome all = schedule::joined(std::move(outcomes));
    // The record of the last run contains only the last target so far.
    if (!is_one() && all.timeline.has_built())
      replace_file(m_session.workspace.last_run(), all.timeline.to_json());
    return all;
  }

 private:
  bool is_one() const { return m_all.size() == 1; }

  Outcome build(size_t i) {
    const ReleaseSources& sources = m_all[i];
    if (sources.packages.empty()) return {};
    const auto before_first = [this, i] {
      if (std::exchange(m_began, true)) return;
      plan(std::span(m_all).subspan(i + 1));
      if (m_options.before_first) m_options.before_first();
    };
    return for_target(is_one(), "building", *sources.target, [&] {
      return run_builds(m_session, *sources.target, sources.packages,
                        {.fail_fast = m_options.fail_fast, .before_first = before_first});
    });
  }

  // Throws what building would throw before the first build.
  void plan(std::span<const ReleaseSources> later) {
    for (const auto& sources : later) {
      if (sources.packages.empty()) continue;
      for_target(false, "planning the builds", *sources.target,
                 [&] { (void)forecast_builds(m_session, *sources.target, sources.packages, {}); });
    }
  }

  product::Session& m_session;
  const std::vector<ReleaseSources>& m_all;
  const ReleaseBuildOptions& m_options;
  bool m_began = false;
};

}  // namespace

std::vector<ReleaseSources> release_sources(product::Session& session, const layout::Targets& targets) {
  const product::SessionScope scope(session);
  std::vector<ReleaseSources> all;
  for (const auto* target : targets.all())
    all.push_back(for_target(targets.is_one(), "making the source packages", *target,
                             [&] { return sources_for_target(session, *target, all); }));
  require_same_commits(all);
  return all;
}

compose::SourcesByTarget by_target(const std::vector<ReleaseSources>& all) {
  compose::SourcesByTarget sources;
  for (const auto& one : all) sources[one.target->name] = engine::srpms_of(one.packages);
  return sources;
}

std::vector<srpm::Srpm> distinct_srpms(const std::vector<ReleaseSources>& all) {
  std::vector<srpm::Srpm> srpms;
  std::set<std::string> known;
  for (const auto& sources : all)
    for (const auto& package : sources.packages)
      if (known.insert(package->srpm.sha256).second) srpms.push_back(package->srpm);
  return srpms;
}

std::vector<schedule::LeftOut> all_left_out(const std::vector<ReleaseSources>& all) {
  std::vector<schedule::LeftOut> left_out;
  for (const auto& sources : all)
    for (schedule::LeftOut one : sources.left_out) {
      if (all.size() > 1) one.target = sources.target->name;
      left_out.push_back(std::move(one));
    }
  return left_out;
}

schedule::Outcome build_release(product::Session& session, const std::vector<ReleaseSources>& all,
                                const ReleaseBuildOptions& options) {
  const product::SessionScope scope(session);
  return ReleaseBuilds(session, all, options).run();
}

}  // namespace rpmworks::pipeline
