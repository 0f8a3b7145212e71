// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/installed_package.hpp"

#include <algorithm>

#include "core/digest.hpp"

namespace rpmworks::engine {

std::string digest_of(std::vector<InstalledPackage> packages) {
  std::sort(packages.begin(), packages.end(),
            [](const InstalledPackage& a, const InstalledPackage& b) { return a.sha256 < b.sha256; });
  Digest digest;
  for (const auto& package : packages) digest.update(package.sha256 + "\n");
  return digest.hex();
}

}  // namespace rpmworks::engine
