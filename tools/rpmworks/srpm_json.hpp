// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::cli {

/// What --json says of a source package.
Json json_of(const srpm::Srpm& srpm);

}  // namespace rpmworks::cli
