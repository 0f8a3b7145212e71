// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/fields.hpp"

namespace rpmworks::config {

/// The keys of `targets.NAME.mock`.
std::vector<std::string> mock_keys();

/// Reads these keys for clients of this profile. Throws Error(invalid) at invalid ones; mock itself treats an
/// unknown option as the name of a source package.
Mock read_mock(const Fields& fields, const fs::path& base, ClientProfile client);

}  // namespace rpmworks::config
