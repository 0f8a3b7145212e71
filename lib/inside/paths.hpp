// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"

/// Paths inside the sandbox. They are fixed, because a source package contains its expanded spec
/// (RPMTAG_SPEC) with absolute paths: other paths would change its bytes.
namespace rpmworks::inside {

inline const fs::path helper = "/run/rpmworks/inside";
inline const fs::path tree =
    "/builddir/tree";  ///< the files of the tree that the spec can read; the working folder
inline const fs::path top = "/builddir/build";  ///< %{_topdir}
inline const fs::path sources = "/builddir/build/SOURCES";
inline const fs::path results = "/builddir/build/SRPMS";
inline const fs::path package = "/builddir/package";  ///< the folder with the source package to read

}  // namespace rpmworks::inside
