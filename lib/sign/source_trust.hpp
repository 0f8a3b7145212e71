// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "config/config.hpp"
#include "core/files.hpp"
#include "git/repository.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::sign {

/// Enforces `verify` and `trust` of a package in repos.yaml: the tag that `ref` names, or the commit that it
/// resolves to, must carry a good OpenPGP signature by one of the keys, and that key must not have expired. A
/// tag must also have been signed under this name: else an old signed tag could be passed off as a new one.
/// Throws Error(trust), naming package, tag or commit, and key.
srpm::Verified verify_source(const git::Repository& repository, const config::PackageSource& package,
                             const std::string& ref, const std::map<std::string, config::Key>& keys,
                             const fs::path& tmp);

}  // namespace rpmworks::sign
