// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/error.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// For each source package, the index of the first other one in `srpms` with the same file name but other
/// content; nothing if there is none.
std::vector<std::optional<size_t>> find_file_name_conflicts(const std::vector<Srpm>& srpms);

/// Error(invalid) for two source packages with the same file name.
Error file_name_conflict_error(const Srpm& one, const Srpm& other);

}  // namespace rpmworks::srpm
