// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>

#include "rpm/contents.hpp"

namespace rpmworks::rpm {

/// Headers of packages that were read, by the SHA-256 of the package files.
using KnownContents = std::map<std::string, std::shared_ptr<const Contents>>;

}  // namespace rpmworks::rpm
