// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/make_engine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "builtin/engine.hpp"
#include "core/error.hpp"
#include "mock/engine.hpp"
#include "slurm/engine.hpp"

namespace rpmworks::schedule {

namespace {

std::unique_ptr<engine::Engine> make_local_engine(const engine::Setup& setup, const config::Target& target,
                                                  const EngineOptions& options) {
  if (target.engine == "mock" || (target.engine == "auto" && mock::is_preferred(target)))
    return mock::make_engine(setup, mock::require_program(target));
  if (target.engine == "auto" || target.engine == "builtin")
    return builtin::make_engine(setup,
                                {.cpus = std::max(1U, options.cpus), .jobs = std::max(1U, options.jobs)});
  throw Error(ExitCode::invalid,
              fmt::format("the target '{}' has an unknown engine: '{}'", target.name, target.engine))
      .at(target.where)
      .hint("engine: auto, builtin or mock");
}

}  // namespace

std::unique_ptr<engine::Engine> make_engine(const engine::Setup& setup, const config::Target& target,
                                            const EngineOptions& options) {
  auto engine = make_local_engine(setup, target, options);
  if (target.executor != "slurm") return engine;
  return slurm::make_engine(std::move(engine), setup, {.program = options.program});
}

}  // namespace rpmworks::schedule
