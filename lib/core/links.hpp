// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"

namespace rpmworks {

/// Resolves `to`, which may be a symbolic link, also a dangling one, to the path where a file must be written
/// so that the link stays. Throws an Error for a chain of links that does not end.
fs::path end_of_links(fs::path to);

}  // namespace rpmworks
