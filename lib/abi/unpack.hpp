// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: files of untrusted packages, unpacked in the sandbox.
#pragma once

#include "abi/compare.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::abi {

/// Limits for one program that reads untrusted packages.
sandbox::Sandbox limited_sandbox();

/// Unpacks files of a package into the empty folder `to`, below which they have their paths of the package.
/// What is in the folder afterwards may be anything, links included: read it only in the sandbox. Throws
/// Error(invalid) if the package cannot be unpacked.
void unpack(const Files& files, const fs::path& to);

}  // namespace rpmworks::abi
