// SPDX-License-Identifier: GPL-3.0-or-later
// Which packages advisories are about.
#pragma once

#include <string>
#include <vector>

#include "audit/query.hpp"

namespace rpmworks::audit {

/// The packages that an advisory or vulnerability is about, with their status.
std::vector<Found> packages_of_advisory(const Index& index, const std::string& id,
                                        const std::vector<Advisory>& advisories, bool any_vendor);

/// A vulnerability of a package.
struct Vulnerable {
  std::string vulnerability;  ///< CVE number, or the id of the advisory
  std::string severity;       ///< may be empty
  Status status = Status::affected;
  std::string fixed_in;                 ///< EVR; empty: not known
  std::vector<std::string> advisories;  ///< ids, sorted
  std::string reason;                   ///< why it is not affected; may be empty
  PackageFacts package;
  std::vector<Holder> holders;
};

/// What `find_vulnerable` found.
struct Vulnerabilities {
  std::vector<Vulnerable> affected;  ///< also `under_investigation`; by package and vulnerability
  std::vector<Vulnerable>
      not_affected;       ///< an advisory says so: hidden, although others may list the package
  size_t advisories = 0;  ///< how many were compared
  std::vector<std::string> gaps;
};

/// The packages of the places that security advisories list in an earlier version than the fixed one.
/// Advisories in the metadata of a section are about the packages of this section; `advisories` are about
/// packages of their vendor, or with `any_vendor` about all packages of the same name.
///
/// A package has one status for each vulnerability: if an advisory says that it is not affected, this counts;
/// then affected, under investigation, fixed.
Vulnerabilities find_vulnerable(const Index& index, const std::vector<Advisory>& advisories, bool any_vendor);

}  // namespace rpmworks::audit
