// SPDX-License-Identifier: GPL-3.0-or-later
// The source packages and builds of a release, for one target or several.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "compose/plan.hpp"
#include "engine/package.hpp"
#include "layout/targets.hpp"
#include "product/session.hpp"
#include "schedule/outcome.hpp"
#include "schedule/survey.hpp"

namespace rpmworks::pipeline {

/// The packages that a release has for one target.
struct ReleaseSources {
  const config::Target* target = nullptr;
  engine::Packages packages;
  std::vector<schedule::LeftOut> left_out;
};

/// Makes the source packages of a release, for one target after another. If a package goes to the same
/// section for two targets, its source package is made only once. Throws Error(upstream) if a branch moved
/// meanwhile, so that the targets would get different commits; Error(invalid) if a package that goes to one
/// section would have different versions.
std::vector<ReleaseSources> release_sources(product::Session& session, const layout::Targets& targets);

/// The source packages by target.
compose::SourcesByTarget by_target(const std::vector<ReleaseSources>& all);
/// Each source package once, in the order of targets and packages.
std::vector<srpm::Srpm> distinct_srpms(const std::vector<ReleaseSources>& all);
/// All packages that were skipped. If there are several targets, each names its target.
std::vector<schedule::LeftOut> all_left_out(const std::vector<ReleaseSources>& all);

struct ReleaseBuildOptions {
  bool fail_fast = false;
  std::function<void()> before_first;  ///< called once, before the first build for any target
};

/// Builds for one target after another; all jobs of the session build for the current one. Before the first
/// build, also plans the builds for the later targets, so that problems of the plans are found early. A
/// failed build does not stop the builds for the other targets, unless it would end a run for one target.
schedule::Outcome build_release(product::Session& session, const std::vector<ReleaseSources>& all,
                                const ReleaseBuildOptions& options);

}  // namespace rpmworks::pipeline
