// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/run_builds.hpp"

#include <fmt/format.h>

#include "pipeline/released_names.hpp"

namespace rpmworks::pipeline {

namespace {

// A cluster has more processors than this machine, and its own limit.
unsigned builds_at_a_time(const product::Session& session, const config::Target& target) {
  if (target.executor == "slurm" && session.jobs == 0) return target.slurm.max_jobs;
  return session.threads();
}

engine::Setup setup_of(product::Session& session) {
  return {session.config, session.workspace, session.store};
}

void complete(schedule::BuildOptions& options, product::Session& session, const config::Target& target) {
  if (target.executor == "slurm" && session.program.empty())
    throw Error(ExitCode::invalid, "the program rpmworks, which the jobs of a cluster run, is not installed")
        .at(target.where)
        .hint("install it on this machine and on every node, in a folder of PATH");
  options.program = session.program;
  options.add_released = [&session, &target](const auto& packages, auto& earlier) {
    add_released_names(session, target.name, packages, earlier);
  };
}

}  // namespace

schedule::Outcome run_builds(product::Session& session, const config::Target& target,
                             const engine::Packages& packages, schedule::BuildOptions options) {
  complete(options, session, target);
  options.jobs = builds_at_a_time(session, target);
  return schedule::build_all(packages, setup_of(session), target, options, session.reporter);
}

std::vector<schedule::Forecast> forecast_builds(product::Session& session, const config::Target& target,
                                                const engine::Packages& packages,
                                                schedule::BuildOptions options) {
  complete(options, session, target);
  options.jobs = session.threads();
  return schedule::survey(packages, setup_of(session), target, options, session.reporter);
}

}  // namespace rpmworks::pipeline
