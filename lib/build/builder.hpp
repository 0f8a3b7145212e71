// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "build/engine.hpp"
#include "build/result.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::build {

struct BuildOptions {
  unsigned jobs = 2;   ///< builds at a time
  bool force = false;  ///< build though nothing changed
};

/// Builds all source packages in the order of their BuildRequires, each seeing the earlier ones' results,
/// several at a time. BuildRequires that neither the target nor the product provides are reported for all
/// packages at once before any build starts (Error(invalid)); cycles are named. After the first failure no
/// new build starts, those running end, and the failure is thrown.
std::vector<BuildResult> build_all(const std::vector<srpm::Srpm>& srpms, const config::Config& config,
                                   const config::Target& target, const store::Workspace& workspace,
                                   store::Store& store, const BuildOptions& options, Reporter& reporter);

/// The same with an engine of the caller's choice.
std::vector<BuildResult> build_all(const std::vector<srpm::Srpm>& srpms, Engine& engine,
                                   const config::Target& target, const store::Workspace& workspace,
                                   store::Store& store, const BuildOptions& options, Reporter& reporter);

}  // namespace rpmworks::build
