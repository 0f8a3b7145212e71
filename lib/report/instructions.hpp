// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>

#include "manifest/manifest.hpp"

namespace rpmworks::report {

/// The commands that install from a release.
struct Instructions {
  std::string on_client;  ///< with its .repo file
  std::string
      from_folder;  ///< from its folder; empty if clients have yum, or the release completes another one
};
Instructions instructions_for(const manifest::Manifest& manifest);

}  // namespace rpmworks::report
