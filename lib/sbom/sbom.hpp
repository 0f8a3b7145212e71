// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "manifest/manifest.hpp"

namespace rpmworks::sbom {

/// The formats of an SBOM (software bill of materials): docs/sbom.md.
enum class Format {
  spdx_3,         ///< SPDX 3.0.1, JSON-LD
  spdx_2,         ///< SPDX 2.3, JSON
  cyclonedx_1_7,  ///< CycloneDX 1.7, JSON
  cyclonedx_1_6,  ///< CycloneDX 1.6, JSON
  packages        ///< a package manifest of libpkgmanifest, YAML
};

/// Receives the text in pieces.
using Sink = std::function<void(std::string_view)>;

/// Writes the SBOM of a release or inventory. The text depends only on the packages, the product, the
/// release's name and time, and the supplier, so the files of the release (among them the SBOM itself) do not
/// change it. What the manifest does not know is left out or, where a format requires the field, said to be
/// unknown. Memory is used for one package at a time, beside an index of them. Throws Error(invalid) if the
/// format cannot represent the manifest.
void write(const manifest::Manifest& manifest, Format format, const Sink& sink);

/// The same as one text.
std::string text(const manifest::Manifest& manifest, Format format);

}  // namespace rpmworks::sbom
