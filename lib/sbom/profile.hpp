// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "manifest/manifest.hpp"

namespace rpmworks::sbom {

/// What a regulator requires an SBOM to contain: docs/sbom.md.
enum class Profile {
  bsi_2_1,    ///< BSI TR-03183-2, version 2.1.0
  cisa_2025,  ///< CISA, 2025 Minimum Elements for a Software Bill of Materials (draft of August 2025)
  ntia        ///< NTIA, The Minimum Elements For a Software Bill of Materials, July 2021
};

/// A required field that the manifest does not know.
struct MissingField {
  std::string package;  ///< NEVRA; empty: a field of the document
  std::string file;     ///< of the package; may be empty
  std::string field;    ///< as the profile calls it: "component creator"
  std::string problem;  ///< "the package has no Vendor tag, and …"
  bool operator==(const MissingField&) const = default;
};

/// The fields that are missing, those of the document first, then in the order of the packages.
std::vector<MissingField> missing_fields(const manifest::Manifest& manifest, Profile profile);

}  // namespace rpmworks::sbom
