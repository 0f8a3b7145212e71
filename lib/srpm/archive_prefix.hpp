// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "rpm/spec.hpp"

namespace rpmworks::srpm {

/// The folder that all members of the archive `source` must be in for the spec's %prep to find them, read
/// from the expanded %prep: the folder that %setup changes into after it unpacked the archive. "" when %setup
/// makes the folder itself (-c) and nothing asks for one within. name-version when %prep does not say.
///
/// `is_folder` tells whether the tree has a folder of that name: `%setup -n a/b` means the folder b of an
/// archive whose prefix is a, where there is such a folder.
std::string archive_prefix(const rpm::SpecInfo& spec, const rpm::SpecSource& source,
                           const std::function<bool(const std::string&)>& is_folder);

}  // namespace rpmworks::srpm
