// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "rpm/spec.hpp"

namespace rpmworks::srpm {

/// The top folder that the archive `source` must have so that the spec's %prep finds its files. Read from the
/// expanded %prep: the folder that %setup enters after unpacking. "" if %setup creates the folder itself (-c)
/// and %prep enters no folder inside it. NAME-VERSION if %prep does not show it.
///
/// `is_folder` returns whether the tree has a folder of that name: if it does, `%setup -n a/b` means the
/// folder b of an archive with the top folder a.
std::string archive_prefix(const rpm::SpecInfo& spec, const rpm::SpecSource& source,
                           const std::function<bool(const std::string&)>& is_folder);

}  // namespace rpmworks::srpm
