// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "rpm/nevra.hpp"

namespace rpmworks::hostbase {

/// dpkg's order of versions: epoch, upstream version, revision; '~' sorts before the end, letters before
/// other characters, digits as numbers (Debian Policy 5.6.12).
std::weak_ordering compare_debian_versions(std::string_view a, std::string_view b);

/// Whether `version` fulfils `op` `wanted`, op being one of "<<", "<=", "=", ">=", ">>" or empty (any).
bool debian_version_fulfils(std::string_view version, std::string_view op, std::string_view wanted);

/// A Debian version as an RPM one: without the epoch, since Debian's mean nothing to specs ("gcc >= 13" would
/// be fulfilled by 4:12.2) and what refers to it is mapped alike; the text after the last '-' becomes the
/// release ("0" for a version with no revision), and a '-' left in the upstream part, which RPM does not
/// allow, becomes '.'.
rpm::Evr rpm_evr(std::string_view debian_version);

/// A version as it stands in a dependency: the same mapping, and no release when Debian's has no revision.
std::string rpm_dependency_version(std::string_view debian_version);

/// "<<" → "<", ">>" → ">", the others as they are.
std::string rpm_operator(std::string_view debian_operator);

/// Whether rpm would find `version`, mapped, to fulfil a dependency, mapped: the two orders differ in
/// corners.
bool rpm_version_fulfils(std::string_view debian_version, std::string_view op, std::string_view wanted);

/// Debian's name of a processor architecture as RPM's: amd64 → x86_64, all → noarch.
std::string rpm_arch(std::string_view debian_architecture);

/// The name of an architecture in library folders: amd64 → x86_64-linux-gnu.
std::string multiarch_triplet(std::string_view debian_architecture);

}  // namespace rpmworks::hostbase
