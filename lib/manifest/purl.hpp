// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "manifest/manifest.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::manifest {

/// The namespace of a package's purl: its vendor, in lower case. The Vendor tags of known distributions
/// become the ids that scanners use (`ID` of os-release, or "redhat"); another tag becomes its letters and
/// digits, with hyphens between its words. A package without the tag that was built here (`built_here`) gets
/// the name of the supplier of its product. Otherwise empty: not known.
std::string purl_namespace(const std::string& vendor, const std::string& supplier, bool built_here);

/// The package URL (https://github.com/package-url/purl-spec, type rpm) of a package:
///     pkg:rpm/NAMESPACE/NAME@VERSION-RELEASE?arch=ARCH&epoch=EPOCH&upstream=SOURCE_RPM
/// Without `name_space`, that part is left out. `epoch` is left out if it is 0, and `upstream`, the file name
/// of the source package, if it is empty.
std::string rpm_purl(const rpm::Nevra& nevra, const std::string& name_space, const std::string& source_rpm);

/// The purl of a package of a release or inventory, by its header and the supplier (or else the product) of
/// the manifest. A package taken from an upstream or listed in an inventory was not built here.
std::string purl_of(const Entry& entry, const Manifest& manifest);

/// The package URL of a release: "pkg:generic/acme@1.0.2".
std::string purl_of_release(const Manifest& manifest);

}  // namespace rpmworks::manifest
