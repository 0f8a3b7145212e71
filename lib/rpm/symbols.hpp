// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"

namespace rpmworks::rpm {

/// Whether a package file can be one that rpm makes for a debugger: it is of an architecture, all its files
/// are where debuggers look for symbols and sources, it runs nothing and it obsoletes nothing. Throws as
/// read_package.
bool holds_only_symbols(const fs::path& file);

}  // namespace rpmworks::rpm
