// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: one function for each format.
#pragma once

#include "sbom/facts.hpp"
#include "sbom/sbom.hpp"

namespace rpmworks::sbom {

void write_spdx_2(const Facts& facts, const Sink& sink);
void write_spdx_3(const Facts& facts, const Sink& sink);
/// `version` is "1.6" or "1.7".
void write_cyclonedx(const Facts& facts, const char* version, const Sink& sink);
void write_packages(const manifest::Manifest& manifest, const Sink& sink);

/// The version of the SPDX License List that the expressions use.
constexpr const char* k_license_list = "3.28.0";

}  // namespace rpmworks::sbom
