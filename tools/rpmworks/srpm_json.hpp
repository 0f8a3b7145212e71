// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::cli {

/// A source package as its --json output shows it.
Json json_of(const srpm::Srpm& srpm);

}  // namespace rpmworks::cli
