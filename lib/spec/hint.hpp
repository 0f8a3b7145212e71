// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/error.hpp"

namespace rpmworks::spec {

/// The hint for a spec that rpm refuses to parse. `error` is rpm's message, `text` the spec. Covers the usual
/// causes: macros that this machine's rpm lacks, unfilled templates, a spec that runs git.
std::string hint_for_spec(const Error& error, const std::string& text);

}  // namespace rpmworks::spec
