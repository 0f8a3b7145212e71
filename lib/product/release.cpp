// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/release.hpp"

#include <fmt/format.h>

#include <ctime>
#include <utility>

#include "core/digest.hpp"
#include "product/build_sources.hpp"
#include "product/lock.hpp"
#include "product/lock_changes.hpp"
#include "product/lock_inputs.hpp"
#include "product/packages.hpp"
#include "product/publish.hpp"
#include "product/run_builds.hpp"
#include "product/vendor_packages.hpp"

namespace rpmworks::product {

namespace {

// Checks that repos.yaml has the settings that a release needs, and returns the packages of the release.
Packages packages_of_release(const Session& session, const config::Target& target,
                             const std::string& release) {
  const config::Config& config = session.config;
  if (config.sections.empty())
    throw Error(ExitCode::invalid, "there is nothing to release: `release.sections` is missing")
        .at({.file = config.file.string()})
        .hint(
            "release: { sections: { packages: { from: builds, sign: KEY }, sources: { from: srpms, sign: KEY "
            "} } }");
  compose::require_release_name(release);
  return choose_packages(config, target, {});
}

/// The packages of a release, and the packages that were skipped.
struct ReleaseSources {
  engine::Packages packages;
  std::vector<schedule::LeftOut> left_out;
};

ReleaseSources sources_of_release(Session& session, const config::Target& target, const Packages& packages) {
  MadePackages all = product::packages(session, packages, target);
  ReleaseSources sources{std::move(all.made), {}};
  sources.left_out = leave_out_other_arches(session, sources.packages, target, {});
  add_specless(sources.left_out, all.specless);
  return sources;
}

}  // namespace

ReleaseRun::ReleaseRun(Session& session, const config::Target& target, ReleaseRequest request)
    : m_session(session),
      m_target(target),
      m_request(std::move(request)),
      m_preflight(session.config, target, session.workspace.tmp(), session.reporter) {
  const SessionScope scope(session);
  const Packages packages = packages_of_release(session, target, m_request.release);
  for (const auto& warning : compose::configuration_warnings(session.config))
    session.reporter.warning(warning);
  m_preflight.require_sections(packages);
  // If the release exists, it may turn out to be unchanged, and then no keys are needed.
  if (!is_there(session.workspace.releases() / m_request.release)) m_preflight.require_keys();
  ReleaseSources sources = sources_of_release(session, target, packages);
  m_packages = std::move(sources.packages);
  m_srpms = engine::srpms_of(m_packages);
  m_left_out = std::move(sources.left_out);
  for (const auto& line : compose::future_times(m_srpms, std::time(nullptr))) session.reporter.warning(line);
}

schedule::Outcome ReleaseRun::build() {
  const SessionScope scope(m_session);
  const auto before_first = [this] {
    m_preflight.require_release(m_request.release, m_srpms, m_session.workspace, m_request.replace);
  };
  schedule::Outcome outcome = run_builds(m_session, m_target, m_packages,
                                         {.fail_fast = m_request.fail_fast, .before_first = before_first});
  outcome.left_out = m_left_out;
  return outcome;
}

Release ReleaseRun::compose(std::vector<engine::BuildResult> builds) {
  const SessionScope scope(m_session);
  Release made{.srpms = std::move(m_srpms), .builds = std::move(builds), .left_out = std::move(m_left_out)};
  compose::Inputs inputs{.release = m_request.release, .srpms = made.srpms, .builds = made.builds};
  add_vendor_packages(inputs);
  made.composed = compose::compose(
      inputs,
      {.config = m_session.config,
       .targets = m_target,
       .workspace = m_session.workspace,
       .store = m_session.store,
       .reporter = m_session.reporter},
      m_request.replace);
  return made;
}

void ReleaseRun::add_vendor_packages(compose::Inputs& inputs) {
  if (upstream_sections(m_session.config, m_target).empty()) return;
  auto result = std::make_shared<LockResult>(
      make_lock(m_session, m_target, inputs.builds, {.write = !m_request.locked}));
  if (m_request.locked) require_current(m_session, *result);
  report(m_session, *result);
  inputs.lock_sha256 = sha256(lockfile::to_text(result->lock));
  inputs.vendor_packages = vendor_packages(m_session, m_target, result->lock);
  inputs.fetch_vendor_packages = [this, result] { fetch_packages(m_session, result->lock); };
}

Release release(Session& session, const config::Target& target, const ReleaseRequest& request, bool publish) {
  require_own_releases(session);
  if (publish) compose::require_publishable(session.workspace);
  ReleaseRun run(session, target, request);
  Release made = run.compose(run.build().require_complete());
  if (publish) publish_made(session, made);
  return made;
}

Plan release_plan(Session& session, const config::Target& target, const std::string& release) {
  const SessionScope scope(session);
  const Packages packages = packages_of_release(session, target, release);
  compose::Preflight(session.config, target, session.workspace.tmp()).require_sections(packages);
  ReleaseSources sources = sources_of_release(session, target, packages);
  return {.forecasts = forecast_builds(session, target, sources.packages, {}),
          .left_out = std::move(sources.left_out)};
}

}  // namespace rpmworks::product
