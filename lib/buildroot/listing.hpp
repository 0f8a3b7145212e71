// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "buildroot/build_set.hpp"

namespace rpmworks::buildroot {

/// The name of the listing in a result folder.
inline constexpr const char* k_buildroot_file = "buildroot.json";

/// What a buildroot consisted of, as buildroot.json of a result folder has it (docs/builds.md): NEVRA, sha256
/// and origin of every package, sorted by NEVRA. `buildroot_sha256` is BuildResult's.
std::string buildroot_json(std::vector<engine::Piece> pieces, const std::string& buildroot_sha256);

/// The same where only names are known: of a root that mock made otherwise than was foreseen.
std::string buildroot_json(const std::vector<std::string>& nevras, const std::string& buildroot_sha256);

}  // namespace rpmworks::buildroot
