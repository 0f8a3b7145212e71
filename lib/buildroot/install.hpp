// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "buildroot/build_set.hpp"
#include "core/files.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::buildroot {

/// Part of the keys of roots: changes when what follows makes them differently.
constexpr const char* k_root_recipe = "3";

/// A package and the verified file it is installed from.
struct PieceFile {
  const engine::Piece* piece = nullptr;
  fs::path file;
};

// An entry of the cache holds: root/ (of a layer: upper/), root.log, installed_pkgs.log.

/// Makes a base root in `entry`: the pieces that the target's own rpm needs are unpacked, then that rpm,
/// inside, installs everything (as obs-build does), so that the database is of its own kind. Everything runs
/// in sandboxes. Throws Error(build) with rpm's last lines.
void make_base(const fs::path& entry, const std::vector<PieceFile>& bootstrap,
               const std::vector<PieceFile>& base);

/// Makes a layer over the base root of `base_entry` with further packages.
void make_layer(const fs::path& entry, const fs::path& base_entry, const std::vector<PieceFile>& extra,
                sandbox::Layering layering);

}  // namespace rpmworks::buildroot
