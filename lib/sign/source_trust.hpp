// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "config/config.hpp"
#include "core/files.hpp"
#include "git/repository.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::sign {

/// Requires what `verify` and `trust` of a package in repos.yaml say: that the tag which `ref` names, or the
/// commit that it is, carries a good OpenPGP signature by one of the keys, which has not expired. Of a tag
/// also that it was signed under that name: else an old signed tag could be passed off as a new one. Throws
/// Error(trust) that names package, tag or commit, and key.
srpm::Verified verify_source(const git::Repository& repository, const config::PackageSource& package,
                             const std::string& ref, const std::map<std::string, config::Key>& keys,
                             const fs::path& tmp);

}  // namespace rpmworks::sign
