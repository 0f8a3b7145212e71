// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::licenses {

/// A licence that the SPDX License List does not have, or that the License tag does not name exactly.
struct OtherLicense {
  std::string id;    ///< "LicenseRef-Public-Domain"
  std::string text;  ///< as in the tag, "Public Domain"; empty if the tag itself has the LicenseRef
  bool operator==(const OtherLicense&) const = default;
};

/// A License tag as an SPDX license expression.
struct SpdxLicense {
  std::string expression;           ///< empty if the tag is empty: not known
  std::vector<OtherLicense> other;  ///< each LicenseRef of the expression, once, in its order
  bool operator==(const SpdxLicense&) const = default;
};

/// The SPDX license expression (annex "SPDX license expressions" of SPDX 2.3 and 3.0) for a package's License
/// tag. SPDX ids get the spelling of the SPDX License List, and deprecated ones are replaced as SPDX says.
/// Names that distributions used before SPDX are translated if they have only one meaning: "GPLv2+" is
/// GPL-2.0-or-later. Everything else becomes a LicenseRef made from its text: "BSD" is one of several
/// licences, so it becomes LicenseRef-BSD. A tag that is no expression becomes one LicenseRef.
///
/// The result is stable: equal texts give equal ids in every release, and spdx_license(result) is the result.
SpdxLicense spdx_license(const std::string& tag);

/// The id for the text of a licence: "LicenseRef-" and its letters, digits, dots and hyphens. If the text has
/// other characters than these, blanks, and a "+" after a name, part of its SHA-256 is appended.
std::string license_ref(const std::string& text);

}  // namespace rpmworks::licenses
