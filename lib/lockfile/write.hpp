// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "lockfile/lockfile.hpp"

namespace rpmworks::lockfile {

// The parts of a lock file's text. Each ends in a newline.

/// Everything before the lists.
std::string head_of(const Lock& lock);
/// The line of an entry.
std::string line_of(const LockedKey& key);
std::string line_of(const LockedUpstream& upstream);
std::string line_of(const LockedPackage& package);
/// A list of the lines of its entries.
std::string list_of(const char* name, const std::string& lines);

/// The text, and after it the line with its digest.
std::string with_digest(std::string text);

/// The whole text of a lock that is sorted and has no fault.
std::string text_of(const Lock& lock);

}  // namespace rpmworks::lockfile
