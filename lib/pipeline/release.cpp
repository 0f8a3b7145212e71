// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/release.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "core/digest.hpp"
#include "locking/client_base.hpp"
#include "locking/lock.hpp"
#include "locking/lock_changes.hpp"
#include "locking/lock_inputs.hpp"
#include "locking/release_targets.hpp"
#include "locking/vendor_metadata.hpp"
#include "locking/vendor_packages.hpp"
#include "pipeline/run_builds.hpp"
#include "pipeline/source_history.hpp"
#include "product/package_choice.hpp"
#include "publishing/publish.hpp"

namespace rpmworks::pipeline {

namespace {

// Checks that repos.yaml has the settings that a release needs, and returns the packages of the release.
product::Packages packages_of_release(const product::Session& session, const layout::Targets& targets,
                                      const std::string& release) {
  const config::Config& config = session.config;
  if (config.sections.empty())
    throw Error(ExitCode::invalid, "there is nothing to release: `release.sections` is missing")
        .at({.file = config.file.string()})
        .hint(
            "release: { sections: { packages: { from: builds, sign: KEY }, sources: { from: srpms, sign: KEY "
            "} } }");
  releases::require_release_name(release);
  product::Packages packages;
  for (const auto& [_, package] : config.packages)
    if (locking::is_for_any(package, targets)) packages.push_back(&package);
  // Throws that there are none.
  if (packages.empty() && !locking::has_upstream_section(config))
    return product::choose_packages(config, *targets.all().front(), {});
  return packages;
}

std::vector<schedule::Forecast> forecasts_of(product::Session& session, const ReleaseSources& sources) {
  if (sources.packages.empty()) return {};
  return forecast_builds(session, *sources.target, sources.packages, {});
}

}  // namespace

ReleaseRun::ReleaseRun(product::Session& session, layout::Targets targets, ReleaseRequest request)
    : m_session(session),
      m_targets(std::move(targets)),
      m_request(std::move(request)),
      m_preflight(session.config, m_targets, session.workspace.tmp(), session.reporter) {
  const product::SessionScope scope(session);
  const product::Packages packages = packages_of_release(session, m_targets, m_request.release);
  for (const auto& warning : compose::configuration_warnings(session.config))
    session.reporter.warning(warning);
  m_preflight.require_sections(packages);
  // If the release exists, it may turn out to be unchanged, and then no keys are needed.
  if (!is_there(session.workspace.releases() / m_request.release)) m_preflight.require_keys();
  m_sources = release_sources(session, m_targets);
  m_srpms = distinct_srpms(m_sources);
  for (const auto& line : compose::future_times(m_srpms, std::time(nullptr))) session.reporter.warning(line);
}

schedule::Outcome ReleaseRun::build() {
  const product::SessionScope scope(m_session);
  const auto before_first = [this] {
    m_preflight.require_release(m_request.release, by_target(m_sources), m_session.workspace,
                                m_request.replace);
    compose::Inputs inputs{.release = m_request.release, .srpms = m_srpms, .builds = {}};
    inputs.history = history();
    compose::require_valid_trailers(inputs, environment());
  };
  return build_release(m_session, m_sources,
                       {.fail_fast = m_request.fail_fast, .before_first = before_first});
}

Release ReleaseRun::compose(std::vector<engine::BuildResult> builds) {
  const product::SessionScope scope(m_session);
  Release made{.srpms = std::move(m_srpms), .builds = std::move(builds), .left_out = all_left_out(m_sources)};
  compose::Inputs inputs{.release = m_request.release, .srpms = made.srpms, .builds = made.builds};
  const std::optional<lockfile::Lock> lock = add_vendor_packages(inputs);
  inputs.base = locking::client_base(m_session, m_targets.all(), lock);
  inputs.history = history();
  inputs.commits_between = [this](const manifest::Entry& before, const manifest::Entry& after) {
    return commits_between(m_session, before, after);
  };
  inputs.are_upgrades_real = m_request.are_upgrades_real;
  inputs.delta_from = m_request.delta_from;
  inputs.on_checks = [this, &made](const std::vector<gates::Check>& checks) {
    made.checks = checks;
    if (m_request.on_checks) m_request.on_checks(checks);
  };
  made.composed = compose::compose(inputs, environment(), m_request.replace);
  return made;
}

compose::Environment ReleaseRun::environment() {
  return {.config = m_session.config,
          .targets = m_targets,
          .workspace = m_session.workspace,
          .store = m_session.store,
          .reporter = m_session.reporter};
}

compose::HistoryOf ReleaseRun::history() {
  return [this](const srpm::Srpm& srpm, const std::vector<std::string>& since) {
    return source_history(m_session, srpm, since);
  };
}

std::optional<lockfile::Lock> ReleaseRun::add_vendor_packages(compose::Inputs& inputs) {
  if (locking::upstream_sections(m_session.config, m_targets).empty()) {
    if (is_there(locking::lock_file(m_session)))
      m_session.reporter.warning(
          fmt::format("{} is not used, because no section is `from: upstream`: remove the file",
                      locking::lock_file(m_session).filename().string()));
    return std::nullopt;
  }
  auto result = std::make_shared<locking::LockResult>(
      locking::make_lock(m_session, m_targets, inputs.builds, {.write = !m_request.locked}));
  if (m_request.locked) locking::require_current(m_session, *result);
  locking::report(m_session, *result);
  inputs.lock_sha256 = sha256(lockfile::to_text(result->lock));
  inputs.vendor_packages = locking::vendor_packages(m_session, m_targets, inputs.builds, result->lock);
  inputs.vendor_metadata = [this, result] {
    return locking::vendor_metadata(m_session, m_targets, result->lock);
  };
  inputs.fetch_vendor_packages = [this, result] {
    locking::fetch_packages(m_session, m_targets, result->lock);
  };
  return result->lock;
}

std::string publish_made(product::Session& session, const Release& made) {
  const product::SessionScope scope(session);
  const std::string& release = made.composed.manifest.release;
  // A release that was composed in this run passed every gate before it became visible.
  if (made.composed.unchanged) publishing::require_publishable_release(session, release);
  const releases::PublicationPlan plan(release, session.workspace, releases::publishing_of(session.config),
                                       session.reporter);
  plan.publish();
  return plan.before();
}

Release release(product::Session& session, const layout::Targets& targets, const ReleaseRequest& request,
                bool publish) {
  product::require_own_releases(session);
  if (publish) releases::require_publishable(session.workspace);
  ReleaseRun run(session, targets, request);
  Release made = run.compose(run.build().require_complete());
  if (publish) publish_made(session, made);
  return made;
}

std::vector<Plan> release_plan(product::Session& session, const layout::Targets& targets,
                               const std::string& release) {
  const product::SessionScope scope(session);
  const product::Packages packages = packages_of_release(session, targets, release);
  compose::Preflight(session.config, targets, session.workspace.tmp()).require_sections(packages);
  std::vector<Plan> plans;
  for (ReleaseSources& sources : release_sources(session, targets))
    plans.push_back({.target = sources.target->name,
                     .forecasts = forecasts_of(session, sources),
                     .left_out = std::move(sources.left_out)});
  return plans;
}

}  // namespace rpmworks::pipeline
