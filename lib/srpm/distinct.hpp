// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/error.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// For each of several source packages the first other one that would be the same file with other content;
/// nothing for those whose file is theirs alone. Positions in `srpms`.
std::vector<std::optional<size_t>> same_files(const std::vector<Srpm>& srpms);

/// Error(invalid) that names two source packages, both of which would be one file.
Error same_file_error(const Srpm& one, const Srpm& other);

}  // namespace rpmworks::srpm
