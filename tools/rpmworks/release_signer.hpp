// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "context.hpp"
#include "publishing/publish.hpp"
#include "verifying/signer_check.hpp"

namespace rpmworks::cli {

/// Checks who signed a release, and remembers it: adds the check `signer` after that of the manifest. `key`
/// is the full fingerprint that the user demands, or empty. Nothing if the manifest cannot be read.
std::optional<verifying::Signer> add_signer(Context& context, const fs::path& folder, const std::string& key,
                                            std::vector<gates::Check>& checks);

}  // namespace rpmworks::cli
