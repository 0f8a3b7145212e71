// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "srpm/release_history.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// Increased whenever the same inputs give other bytes, so that stored packages are made again.
constexpr const char* k_recipe = "6";

/// The key of a source RPM in the store: everything that its bytes and warnings depend on. `address` is that
/// of the repository (Repository::origin); a warning contains its name.
std::string key_of(const CommitWithHistory& packaged, const Request& request, const std::string& address);

/// The source RPM recorded under a key, if the store still has it undamaged.
std::optional<Srpm> recorded(store::Store& store, const std::string& key);
void put_record(store::Store& store, const std::string& key, const Srpm& srpm);

}  // namespace rpmworks::srpm
