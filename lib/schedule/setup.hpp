// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/engine.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::schedule {

/// What a run of builds works with. All of it must outlive the run.
struct Setup {
  engine::Engine& engine;
  const config::Target& target;
  const store::Workspace& workspace;
  store::Store& store;
};

}  // namespace rpmworks::schedule
