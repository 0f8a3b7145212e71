// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "context.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::cli {

/// The values of `manifest --format`, and of `manifest --profile`.
std::vector<std::string> manifest_formats();
std::vector<std::string> sbom_profiles();

/// Prints a manifest in one of the formats. With a profile, also reports the fields that the profile requires
/// and the manifest does not know: as the result if `format` is "text" or --json is set, otherwise as
/// warnings beside the SBOM. Returns ExitCode::gate if a field is missing.
ExitCode print_manifest(Context& context, const manifest::Manifest& manifest, const std::string& format,
                        const std::string& profile);

}  // namespace rpmworks::cli
