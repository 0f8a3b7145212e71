// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/error.hpp"

namespace rpmworks::spec {

/// What to do about a spec that rpm refuses to parse: `error` is what rpm says, `text` the spec. Knows the
/// kinds of it that real specs show: macros that this machine's rpm lacks, templates that nobody filled in,
/// git asked for something.
std::string hint_for_spec(const Error& error, const std::string& text);

}  // namespace rpmworks::spec
