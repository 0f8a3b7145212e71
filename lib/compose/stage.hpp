// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "compose/plan.hpp"
#include "sign/signer.hpp"

namespace rpmworks::compose {

/// The signers of a release by the name of their key.
using Signers = std::map<std::string, std::unique_ptr<sign::Signer>>;

/// What a release is written from.
struct Stage {
  const std::string& release;
  const Plan& plan;
  const config::Config& config;
  const config::Target& target;
  const Signers& signers;
  const store::Workspace& workspace;
  store::Store& store;
  Reporter& reporter;
};

/// Writes the whole release into `folder`, which exists and is empty, and gives its manifest.
manifest::Manifest write_release(const fs::path& folder, const Stage& stage);

/// "rpmworks 0.1.0"
std::string tool_name();

}  // namespace rpmworks::compose
