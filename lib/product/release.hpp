// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compose/compose.hpp"
#include "compose/preflight.hpp"
#include "compose/releases.hpp"
#include "product/builds.hpp"
#include "product/session.hpp"

namespace rpmworks::product {

struct ReleaseRequest {
  std::string release;     ///< its name, as "1.0.2"
  bool replace = false;    ///< an unpublished release of this name is made anew, from other inputs
  bool fail_fast = false;  ///< after a failed build nothing new begins
};

/// A release and how it came to be.
struct Release {
  std::vector<srpm::Srpm> srpms;
  std::vector<engine::BuildResult> builds;
  std::vector<schedule::LeftOut> left_out;
  compose::Composed composed;
};

/// A release in the making, for programs that do something between its steps; release() does all of them.
///
///     ReleaseRun run(session, target, {.release = "1.0.2"});
///     schedule::Outcome outcome = run.build();
///     const Release made = run.compose(std::move(outcome).require_complete());
///     publish_made(session, made);
///
/// Session and target must outlive it. The caller holds the lock of the workspace.
class ReleaseRun {
 public:
  /// Checks what can be checked before the first build, the signing keys too, and makes the source packages.
  /// Throws Error(invalid), Error(gate) and Error(trust) for what would stop the release after its builds.
  ReleaseRun(Session& session, const config::Target& target, ReleaseRequest request);
  ReleaseRun(const ReleaseRun&) = delete;
  ReleaseRun& operator=(const ReleaseRun&) = delete;

  const std::vector<srpm::Srpm>& srpms() const { return m_srpms; }

  /// Builds them; builds that fail are in the outcome.
  schedule::Outcome build();

  /// Puts the release together, in releases/NAME; it is not yet published. The run has no packages after
  /// that. Throws as compose::compose.
  Release compose(std::vector<engine::BuildResult> builds);

 private:
  Session& m_session;
  const config::Target& m_target;
  ReleaseRequest m_request;
  compose::Preflight m_preflight;
  std::vector<srpm::Srpm> m_srpms;
  std::vector<schedule::LeftOut> m_left_out;
};

/// Source packages, builds, and the composed release, which is then published unless that is not wanted.
/// Throws Outcome::error() when a build failed, and as the steps do.
Release release(Session& session, const config::Target& target, const ReleaseRequest& request,
                bool publish = true);

/// What a release would build; nothing is built or signed.
Plan release_plan(Session& session, const config::Target& target, const std::string& release);

}  // namespace rpmworks::product
