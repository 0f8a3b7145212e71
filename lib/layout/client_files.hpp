// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "config/config.hpp"
#include "core/files.hpp"
#include "layout/targets.hpp"

namespace rpmworks::layout {

/// The placeholder for the address of the releases in the files of release_package_files.
constexpr const char* k_address_placeholder = "@BASEURL@";

/// The files for a package that installs the repositories of a product on clients: the .repo file that
/// follows the published release, as PRODUCT.repo.in, with a placeholder instead of the address and the keys
/// in /etc/pki/rpm-gpg; and the public keys. If the release has several targets, PRODUCT.DIST.repo.in for
/// each. Throws Error(invalid) if targets cannot be distinguished by their `dist`, and as signer_for. `tmp`:
/// for GnuPG's temporary files.
std::map<std::string, std::string> release_package_files(const config::Config& config, const Targets& targets,
                                                         const fs::path& tmp);

}  // namespace rpmworks::layout
