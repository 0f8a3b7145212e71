// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"

namespace rpmworks {

/// The folder for temporary files: $TMPDIR, else /tmp. Throws Error(failed) if it is not a folder.
fs::path temporary_folder();

}  // namespace rpmworks
