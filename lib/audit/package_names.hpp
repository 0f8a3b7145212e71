// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: how advisories of distributions name packages.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "audit/advisory.hpp"

namespace rpmworks::audit {

/// How the advisories of an OSV ecosystem name the packages of a distribution.
struct Ecosystem {
  Claim::Names names;
  std::string vendor;  ///< namespace of package URLs
  std::string major;   ///< of an enterprise Linux: "9"; else empty
};
/// The ecosystem of a distribution with RPM packages: "AlmaLinux:9", "Red Hat:enterprise_linux:9::baseos"
/// (ossf.github.io/osv-schema, "Defined ecosystems"). Nothing for any other ecosystem.
std::optional<Ecosystem> rpm_ecosystem(std::string_view name);

/// A package URL of the type rpm.
struct RpmPurl {
  std::string vendor;  ///< its namespace, as manifest::purl_namespace writes it
  std::string name;
  std::optional<rpm::Evr> evr;
  std::string arch;  ///< empty: not given
};
/// Nothing for another text.
std::optional<RpmPurl> parse_rpm_purl(std::string_view text);

/// The major version in the CPE of an enterprise Linux: "9" for cpe:/o:redhat:enterprise_linux:9::baseos.
std::string major_of_cpe(std::string_view cpe);

}  // namespace rpmworks::audit
