// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/json.hpp"
#include "manifest/manifest.hpp"
#include "product/lock_reasons.hpp"

namespace rpmworks::cli {

/// Why packages of upstreams are in a release, as text: the chain of requirements, and what could have
/// served instead.
std::string text_of(const std::vector<product::LockReason>& reasons);
Json json_of(const std::vector<product::LockReason>& reasons);

/// From what packages of a release were made.
std::string text_of(const std::vector<manifest::Entry>& entries, const std::string& release);
Json json_of(const std::vector<manifest::Entry>& entries, const std::string& release);

}  // namespace rpmworks::cli
