// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "engine/engine.hpp"
#include "engine/setup.hpp"
#include "mock/program.hpp"

namespace rpmworks::mock {

/// The engine that runs mock: one process for each build, in a slot of its own. The configuration is written
/// from repos.yaml, or is the user's own. Thread-safe.
std::unique_ptr<engine::Engine> make_engine(const engine::Setup& setup, Program program);

}  // namespace rpmworks::mock
