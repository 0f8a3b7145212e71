// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: what the URL of a release, of releases/ or of PRODUCT.repo leads to.
#pragma once

#include <string>

#include "manifest/manifest.hpp"
#include "verifying/web_files.hpp"

namespace rpmworks::verifying {

/// A release on a server. URLs have no slash at the end, and perhaps credentials.
struct RemoteAddress {
  std::string release;  ///< URL of the release's folder
  std::string
      releases;  ///< URL of the folder with the mirror lists; empty: the user named the release itself
  std::string manifest_json;
  manifest::Manifest manifest;
};

/// Finds the release at a URL: of a release, of the folder releases/ (then the published release, by its link
/// `current`), or of the file PRODUCT.repo beside the mirror lists (then the release that they name first).
/// Throws Error(invalid) if there is no release, and Error(upstream) if a server cannot be reached.
RemoteAddress find_remote_release(const std::string& url, const WebFiles& web);

/// The URLs in a mirror list, without slashes at their ends.
std::vector<std::string> mirrors_in(const std::string& list);

}  // namespace rpmworks::verifying
