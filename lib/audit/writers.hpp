// SPDX-License-Identifier: GPL-3.0-or-later
// The advisories that a product itself issues, in formats of other programs.
#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"
#include "manifest/manifest.hpp"
#include "repodata/updateinfo.hpp"

namespace rpmworks::audit {

/// An advisory of a release about packages that the product built.
struct OwnAdvisory {
  repodata::Advisory advisory;
  /// Package URLs of its packages without their versions, in the order of Advisory::packages.
  std::vector<std::string> purls;
};

/// The advisories of a release on this machine that the product issued.
struct OwnAdvisories {
  std::vector<OwnAdvisory> security;  ///< one for each id, sorted by id
  size_t others = 0;                  ///< about something else than security
};
/// Reads them from the metadata of the sections that are not an upstream's. Throws Error(gate) if the
/// metadata cannot be read.
OwnAdvisories own_advisories(const fs::path& folder, const manifest::Manifest& manifest, const fs::path& tmp);

/// A file to write.
struct AdvisoryFile {
  std::string name;
  std::string text;
};

/// The advisories as files of OSV 1.7 (ossf.github.io/osv-schema), one each. The ecosystem of the packages is
/// the product's name: OSV registers none for products. Times are those of the advisories.
std::vector<AdvisoryFile> osv_files(const OwnAdvisories& advisories, const manifest::Manifest& manifest);

/// The advisories as CSAF 2.0 documents of the profile VEX (docs.oasis-open.org/csaf/csaf/v2.0), one each.
/// The packages of the advisory are fixed, all earlier versions are affected. Throws Error(invalid) if the
/// manifest has no `supplier` with a name and a URL, who is the publisher.
std::vector<AdvisoryFile> csaf_files(const OwnAdvisories& advisories, const manifest::Manifest& manifest);

}  // namespace rpmworks::audit
