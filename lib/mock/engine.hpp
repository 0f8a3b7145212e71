// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "engine/engine.hpp"
#include "engine/setup.hpp"
#include "mock/program.hpp"

namespace rpmworks::mock {

/// The engine that drives mock: one process a build, in a slot of its own, by a configuration that is written
/// from repos.yaml or by the user's own. What is given must outlive it. Safe from several threads.
std::unique_ptr<engine::Engine> make_mock_engine(const engine::Setup& setup, MockProgram program);

}  // namespace rpmworks::mock
