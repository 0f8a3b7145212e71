// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::config {

/// The package among `names` that somebody means by a name that nobody has: one that differs only in how
/// distributions write it (case, '_' and '-', lib-, python- and python3-, -dev and -devel) or by one typing
/// error (which digits are not). Names that only look alike, like openssl-devel and libnsl-devel, are other
/// packages.
std::optional<std::string> package_meant(std::string_view name, const std::vector<std::string>& names);

}  // namespace rpmworks::config
