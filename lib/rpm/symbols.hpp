// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"

namespace rpmworks::rpm {

/// Whether a package file may be a debuginfo or debugsource package: it has an architecture, all its files
/// are in folders that debuggers search for symbols and sources, and it has no scriptlets and no Obsoletes.
/// Throws as read_package.
bool holds_only_symbols(const fs::path& file);

}  // namespace rpmworks::rpm
