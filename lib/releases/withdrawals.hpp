// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "core/files.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::releases {

/// A package that must not be installed any more.
struct Withdrawal {
  manifest::Withdrawn package;
  std::string without;  ///< the release that was made without it
};

/// What was withdrawn from releases of a product.
struct Withdrawals {
  std::map<std::string, Withdrawal> packages;     ///< by NEVRA
  std::map<std::string, std::string> unreadable;  ///< why the manifest of a release cannot be read, by name
};

/// The withdrawals that the manifests in a workspace's folder releases/ record. If a package was withdrawn
/// from several releases, the first of them counts. Empty for another folder. Writes nothing.
Withdrawals withdrawals_in(const fs::path& releases_folder, const std::string& product);

}  // namespace rpmworks::releases
