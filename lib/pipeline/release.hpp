// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compose/compose.hpp"
#include "compose/preflight.hpp"
#include "lockfile/lockfile.hpp"
#include "locking/release_targets.hpp"
#include "pipeline/builds.hpp"
#include "pipeline/release_builds.hpp"
#include "product/session.hpp"
#include "releases/releases.hpp"

namespace rpmworks::pipeline {

struct ReleaseRequest {
  std::string release;             ///< its name, such as "1.0.2"
  bool replace = false;            ///< replace an unpublished release with this name that has other inputs
  bool locked = false;             ///< refuse to change repos.lock
  std::string delta_from = {};     ///< as compose::Inputs::delta_from
  bool fail_fast = false;          ///< start no further build after one has failed
  bool are_upgrades_real = false;  ///< as gates::GateSettings::are_upgrades_real
  /// Gets the results of the gates, also if some of them failed; not called if the release is unchanged.
  std::function<void(const std::vector<gates::Check>&)> on_checks = {};
};

/// A release, and the packages and builds that it was made from.
struct Release {
  std::vector<srpm::Srpm> srpms;  ///< each once, even if it was built for several targets
  std::vector<engine::BuildResult> builds;
  std::vector<schedule::LeftOut> left_out;
  compose::Composed composed;
  std::vector<gates::Check> checks = {};  ///< of the gates; empty if the release is unchanged
};

/// Makes a release step by step, for programs that act between the steps; release() runs all of them.
///
///     const std::vector<config::Target> targets = choose_release_targets(session);
///     ReleaseRun run(session, layout::Targets(targets), {.release = "1.0.2"});
///     schedule::Outcome outcome = run.build();
///     const Release made = run.compose(std::move(outcome).require_complete());
///     publish_made(session, made);
///
/// Session and targets must outlive this object. The caller must hold the lock of the workspace.
class ReleaseRun {
 public:
  /// Checks everything that can be checked before the first build, including the signing keys, and makes the
  /// source packages for all targets. Throws Error(invalid), Error(gate) or Error(trust) for a problem that
  /// would stop the release after its builds.
  ReleaseRun(product::Session& session, layout::Targets targets, ReleaseRequest request);
  ReleaseRun(const ReleaseRun&) = delete;
  ReleaseRun& operator=(const ReleaseRun&) = delete;

  /// The source packages of all targets, each once.
  const std::vector<srpm::Srpm>& srpms() const { return m_srpms; }

  /// Builds the packages for all targets, as build_release. The outcome includes builds that failed.
  schedule::Outcome build();

  /// Composes the release in releases/NAME, without publishing it. Call it once: it moves the packages out of
  /// this object. Throws as compose::compose.
  Release compose(std::vector<engine::BuildResult> builds);

 private:
  compose::Environment environment();
  compose::HistoryOf history();
  std::optional<lockfile::Lock> add_vendor_packages(compose::Inputs& inputs);

  product::Session& m_session;
  layout::Targets m_targets;
  ReleaseRequest m_request;
  compose::Preflight m_preflight;
  std::vector<ReleaseSources> m_sources;
  std::vector<srpm::Srpm> m_srpms;  ///< the source packages of m_sources
};

/// Publishes a release that this run made. If the release existed already and was unchanged, verifies it
/// first, because it may have been damaged. Returns the release that was published before, or "".
std::string publish_made(product::Session& session, const Release& made);

/// Makes source packages, builds them, composes the release and, if `publish` is true, publishes it. Throws
/// Outcome::error() if a build failed, and as the steps do.
Release release(product::Session& session, const layout::Targets& targets, const ReleaseRequest& request,
                bool publish = true);

/// What a release would build for each target. Builds and signs nothing.
std::vector<Plan> release_plan(product::Session& session, const layout::Targets& targets,
                               const std::string& release);

}  // namespace rpmworks::pipeline
