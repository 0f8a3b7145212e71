// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"

namespace rpmworks::sign {

/// Writes `package` to the new file `to`, with the signatures of another package file in place of its own: if
/// both are the same package apart from signatures, `to` has the bytes of `signed_package`. Throws
/// Error(invalid) if one of them is not a package.
void put_signature_of(const fs::path& signed_package, const fs::path& package, const fs::path& to);

}  // namespace rpmworks::sign
