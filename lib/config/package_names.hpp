// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::config {

/// The package among `names` that an unknown name probably means: a name that differs only in the conventions
/// of distributions (case, '_' and '-', lib-, python- and python3-, -dev and -devel) or in one typing error
/// that is not a digit. Names that only look similar, like openssl-devel and libnsl-devel, are different
/// packages.
std::optional<std::string> package_meant(std::string_view name, const std::vector<std::string>& names);

}  // namespace rpmworks::config
