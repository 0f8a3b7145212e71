// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "srpm/srpm.hpp"

namespace rpmworks::cli {

/// What --json says of a source package.
nlohmann::ordered_json json_of(const srpm::Srpm& srpm);

}  // namespace rpmworks::cli
