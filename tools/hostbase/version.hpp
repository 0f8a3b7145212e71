// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "rpm/nevra.hpp"

namespace rpmworks::hostbase {

/// Compares versions like dpkg: epoch, upstream version, revision; '~' sorts before the end, letters before
/// other characters, digits as numbers (Debian Policy 5.6.12).
std::weak_ordering compare_debian_versions(std::string_view a, std::string_view b);

/// Whether `version` satisfies `op` `wanted`; op is "<<", "<=", "=", ">=", ">>" or empty (any).
bool debian_version_fulfils(std::string_view version, std::string_view op, std::string_view wanted);

/// Converts a Debian version to an RPM version. Drops the epoch, because Debian's epochs mean nothing to
/// specs (4:12.2 would satisfy "gcc >= 13") and dependencies are converted the same way. The text after the
/// last '-' becomes the release ("0" without a revision); another '-', which RPM does not allow, becomes '.'.
rpm::Evr rpm_evr(std::string_view debian_version);

/// Converts a version in a dependency the same way; without a release if Debian's has no revision.
std::string rpm_dependency_version(std::string_view debian_version);

/// "<<" → "<", ">>" → ">", others unchanged.
std::string rpm_operator(std::string_view debian_operator);

/// Whether rpm considers a converted dependency satisfied by the converted `version`: the two orders differ
/// in rare cases.
bool rpm_version_fulfils(std::string_view debian_version, std::string_view op, std::string_view wanted);

/// Converts an architecture from Debian's to RPM's name: amd64 → x86_64, all → noarch.
std::string rpm_arch(std::string_view debian_architecture);

/// The architecture in the names of library folders: amd64 → x86_64-linux-gnu.
std::string multiarch_triplet(std::string_view debian_architecture);

}  // namespace rpmworks::hostbase
