// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the build roots that a release describes.
#pragma once

#include <vector>

#include "config/config.hpp"
#include "core/events.hpp"
#include "engine/result.hpp"
#include "manifest/build_roots.hpp"
#include "manifest/manifest.hpp"
#include "store/store.hpp"

namespace rpmworks::compose {

/// The build roots of builds, from the listings in the store. Warns about builds whose listing is not there.
manifest::BuildRoots build_roots_of(const std::vector<engine::BuildResult>& builds,
                                    const config::Config& config, const store::Store& store,
                                    Reporter& reporter);

/// The build roots that a release on disk describes; none if it was made by a version that did not.
manifest::BuildRoots released_build_roots(const manifest::Manifest& manifest, const fs::path& folder);

/// The digests of the build roots of a release's packages, sorted.
std::vector<std::string> build_roots_in(const manifest::Manifest& manifest);

}  // namespace rpmworks::compose
