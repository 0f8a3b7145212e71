// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// Goes up whenever the same inputs make other bytes, so that what the store holds is made anew.
constexpr const char* k_recipe = "1";

/// What a source RPM is known by in the store: everything its bytes depend on. `upstream` is what
/// Request::recipe.upstream leads to, or null.
std::string key_of(const git::Commit& commit, const git::Commit* upstream, const Request& request);

/// The source RPM recorded under a key, when the store still has it.
std::optional<Srpm> recorded(const store::Store& store, const std::string& key);
void put_record(store::Store& store, const std::string& key, const Srpm& srpm);

}  // namespace rpmworks::srpm
