// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "compose/keys.hpp"
#include "compose/plan.hpp"

namespace rpmworks::compose {

/// What write_release needs to write a release.
struct Stage {
  const std::string& release;
  const std::string& lock_sha256;
  const Plan& plan;
  const std::map<std::string, VendorMetadata>& vendor_metadata;  ///< by the path of the section in repos.yaml
  const config::Config& config;
  const Targets& targets;
  const Signers& signers;
  const store::Workspace& workspace;
  store::Store& store;
  Reporter& reporter;
};

/// Writes the release into `folder`, which must exist and be empty, and returns its manifest.
manifest::Manifest write_release(const fs::path& folder, const Stage& stage);

}  // namespace rpmworks::compose
