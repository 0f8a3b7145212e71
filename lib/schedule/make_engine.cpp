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

std::unique_ptr<engine::Engine> make_local_engine(const config::Config& config, const config::Target& target,
                                                  const store::Workspace& workspace, store::Store& store,
                                                  const EngineOptions& options) {
  if (target.engine == "mock" || (target.engine == "auto" && mock::is_mock_the_choice(target)))
    return mock::make_mock_engine(config, workspace, store, mock::require_mock(target));
  if (target.engine == "auto" || target.engine == "builtin")
    return builtin::make_builtin_engine(
        config, workspace, store, {.cpus = std::max(1U, options.cpus), .jobs = std::max(1U, options.jobs)});
  throw Error(ExitCode::invalid,
              fmt::format("the target '{}' asks for an unknown engine: '{}'", target.name, target.engine))
      .at(target.where)
      .hint("engine: auto, builtin or mock");
}

}  // namespace

std::unique_ptr<engine::Engine> make_engine(const config::Config& config, const config::Target& target,
                                            const store::Workspace& workspace, store::Store& store,
                                            const EngineOptions& options) {
  auto engine = make_local_engine(config, target, workspace, store, options);
  if (target.executor != "slurm") return engine;
  return slurm::make_slurm_engine(std::move(engine), config, workspace, store, {.program = options.program});
}

}  // namespace rpmworks::schedule
