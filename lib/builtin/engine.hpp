// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "engine/engine.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::builtin {

struct BuiltinOptions {
  unsigned cpus = 1;                                ///< for %{_smp_mflags} of one build
  unsigned jobs = 1;                                ///< builds at a time
  uint64_t cache_limit_bytes = uint64_t{10} << 30;  ///< what build roots may take in the cache
};

/// The engine that needs nothing but bubblewrap and the target's own packages: libsolv chooses them, their
/// signatures are checked before anything of them is unpacked, base roots and layers of BuildRequires are
/// kept in the cache, and rpmbuild runs over them in an overlay as an unprivileged user with no network.
/// `config`, `workspace` and `store` must outlive it. Safe from several threads.
std::unique_ptr<engine::Engine> make_builtin_engine(const config::Config& config,
                                                    const store::Workspace& workspace, store::Store& store,
                                                    const BuiltinOptions& options);

}  // namespace rpmworks::builtin
