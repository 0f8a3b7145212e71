// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "core/files.hpp"

namespace rpmworks::cli {

/// The file of a package that is given as a source package. One behind http(s):// is downloaded into `cache`
/// (srpms/SHA256/NAME), where several processes may share it: it appears there whole, with the digest that
/// repos.yaml states, or not at all. Throws Error(upstream), Error(invalid).
fs::path srpm_file(const config::PackageSource& package, const fs::path& cache);

}  // namespace rpmworks::cli
