// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/make_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "builtin/engine.hpp"
#include "mock/engine.hpp"
#include "slurm/engine.hpp"
#include "core/error.hpp"

namespace rpmworks::build {

namespace {

std::unique_ptr<Engine> make_local_engine(const config::Config& config, const config::Target& target,
                                          const store::Workspace& workspace, store::Store& store,
                                          unsigned jobs) {
  if (target.engine == "mock" || (target.engine == "auto" && is_mock_the_choice(target)))
    return make_mock_engine(config, workspace, store, require_mock(target));
  if (target.engine == "auto" || target.engine == "builtin") {
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    return make_builtin_engine(config, workspace, store,
                               {.cpus = std::max(1U, processors / std::max(1U, jobs)), .jobs = jobs});
  }
  throw Error(ExitCode::invalid,
              fmt::format("the target '{}' asks for an unknown engine: '{}'", target.name, target.engine))
      .at(target.where)
      .hint("engine: auto, builtin or mock");
}

}  // namespace

std::unique_ptr<Engine> make_engine(const config::Config& config, const config::Target& target,
                                    const store::Workspace& workspace, store::Store& store, unsigned jobs) {
  auto engine = make_local_engine(config, target, workspace, store, jobs);
  if (target.executor != "slurm") return engine;
  return make_slurm_engine(std::move(engine), config, workspace, store);
}

}  // namespace rpmworks::build
