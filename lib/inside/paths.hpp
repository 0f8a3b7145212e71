// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"

/// Where things are inside the sandbox. Fixed, because a source package keeps its expanded spec
/// (RPMTAG_SPEC), absolute paths and all: another path would be other bytes.
namespace rpmworks::inside {

inline const fs::path helper = "/run/rpmworks/inside";
inline const fs::path tree = "/builddir/tree";  ///< what the spec may see of its tree; the working folder
inline const fs::path top = "/builddir/build";  ///< %{_topdir}
inline const fs::path sources = "/builddir/build/SOURCES";
inline const fs::path results = "/builddir/build/SRPMS";
inline const fs::path package = "/builddir/package";  ///< the folder of a source package that is read

}  // namespace rpmworks::inside
