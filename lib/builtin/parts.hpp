// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "buildroot/compiler_cache.hpp"
#include "buildroot/overlay_policy.hpp"
#include "buildroot/root_cache.hpp"
#include "buildroot/root_maker.hpp"
#include "builtin/engine.hpp"
#include "engine/setup.hpp"

namespace rpmworks::builtin {

/// What all builds of the built-in engine share. Thread-safe.
struct Parts {
  Parts(const engine::Setup& setup, const Options& given)
      : store(setup.store),
        options(given),
        cache(setup.workspace.roots(), given.cache_limit_bytes),
        compiler_caches(setup.workspace.roots(), setup.config.product),
        roots(setup, cache),
        overlays(cache, setup.store, given.jobs) {}

  store::Store& store;
  const Options options;
  const buildroot::RootCache cache;
  buildroot::CompilerCaches compiler_caches;
  buildroot::RootMaker roots;
  buildroot::OverlayPolicy overlays;
};

}  // namespace rpmworks::builtin
