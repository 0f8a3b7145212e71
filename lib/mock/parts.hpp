// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/setup.hpp"
#include "mock/program.hpp"
#include "mock/roots.hpp"
#include "mock/slots.hpp"

namespace rpmworks::mock {

/// What all builds of the mock engine share. Thread-safe.
struct Parts {
  Parts(const engine::Setup& setup, Program found)
      : workspace(setup.workspace),
        store(setup.store),
        program(std::move(found)),
        roots(setup, program.version),
        slots(setup.workspace.cache / "mock" / "slots") {}

  const store::Workspace& workspace;
  store::Store& store;
  const Program program;
  Roots roots;
  const Slots slots;
};

}  // namespace rpmworks::mock
