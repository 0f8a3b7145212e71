// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "engine/engine.hpp"
#include "engine/setup.hpp"

namespace rpmworks::builtin {

struct Options {
  unsigned cpus = 1;                                ///< for %{_smp_mflags} of one build
  unsigned jobs = 1;                                ///< parallel builds
  uint64_t cache_limit_bytes = uint64_t{10} << 30;  ///< of all build roots in the cache
};

/// The engine that needs only bubblewrap and the target's own packages. libsolv chooses the packages, and
/// their signatures are checked before they are unpacked. Base roots and layers of BuildRequires are kept in
/// the cache. rpmbuild runs in an overlay over them, as an unprivileged user without network. Thread-safe.
std::unique_ptr<engine::Engine> make_engine(const engine::Setup& setup, const Options& options);

}  // namespace rpmworks::builtin
