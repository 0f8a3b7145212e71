// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "core/events.hpp"
#include "core/files.hpp"

namespace rpmworks::product {

/// The file of a package that repos.yaml defines by a source package. If it is an http(s):// URL, downloads
/// the file into `cache`, the folder of single files (upstream/file_cache.hpp). Throws Error(upstream),
/// Error(trust), Error(invalid).
fs::path srpm_file(const config::PackageSource& package, const fs::path& cache, Reporter& reporter);

}  // namespace rpmworks::product
