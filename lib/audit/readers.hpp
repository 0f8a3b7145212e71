// SPDX-License-Identifier: GPL-3.0-or-later
// Advisories in files that others wrote. They may be anybody's.
#pragma once

#include <string>
#include <vector>

#include "audit/advisory.hpp"
#include "core/events.hpp"
#include "core/files.hpp"
#include "repodata/updateinfo.hpp"

namespace rpmworks::audit {

/// The most bytes of one file of advisories, after decompression.
inline constexpr size_t k_largest_advisory_file = 64UL << 20;

/// Reads one advisory in the format of OSV (ossf.github.io/osv-schema). Claims about packages of ecosystems
/// without RPM packages, and ranges of git commits, are left out. A withdrawn advisory has no claims. `file`
/// names the file in messages. Throws Error(invalid) with the position if it is no advisory.
Advisory read_osv(std::string text, const std::string& file);

/// Reads a CSAF 2.0 document, one advisory for each of its vulnerabilities
/// (docs.oasis-open.org/csaf/csaf/v2.0). Products that are not RPM packages are left out. Throws as read_osv.
std::vector<Advisory> read_csaf(std::string text, const std::string& file);

/// The advisories of a repository. `origin` says which.
std::vector<Advisory> from_updateinfo(const std::vector<repodata::Advisory>& advisories,
                                      const std::string& origin);

/// What files of advisories have.
struct AdvisoryFiles {
  std::vector<Advisory> advisories;  ///< in the order of the files
  size_t files = 0;                  ///< how many were read
  size_t without_packages = 0;       ///< advisories that say nothing about RPM packages
};

/// Reads the advisories in a file or folder:
///
/// - a JSON file: OSV or CSAF, told apart by their members;
/// - a zip, tar or tar.gz archive with such files, as OSV publishes them;
/// - an updateinfo.xml, not compressed;
/// - a folder: all files in it and in folders below it whose names end with .json; links are skipped.
///
/// Throws Error(invalid) for a file that cannot be read or is none of these, with its position: an advisory
/// that is missing could hide a vulnerability.
AdvisoryFiles read_advisories(const fs::path& path, const fs::path& tmp, unsigned jobs);

}  // namespace rpmworks::audit
