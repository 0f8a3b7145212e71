// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::engine {

/// What every engine is made from. All of it must outlive the engine.
struct Setup {
  const config::Config& config;
  const store::Workspace& workspace;
  store::Store& store;
};

}  // namespace rpmworks::engine
