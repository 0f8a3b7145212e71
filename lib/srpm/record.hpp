// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "srpm/lineage.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// Goes up whenever the same inputs make other bytes, so that packages in the store are made again.
constexpr const char* k_recipe = "6";

/// The key of a source RPM in the store: everything that its bytes and its warnings depend on. `origin` is
/// the address of the repository, whose name one of the warnings is about.
std::string key_of(const git::Commit& commit, const Lineage& lineage, const Request& request,
                   const std::string& origin);

/// The source RPM recorded under a key, when the store still has it and it is undamaged.
std::optional<Srpm> recorded(store::Store& store, const std::string& key);
void put_record(store::Store& store, const std::string& key, const Srpm& srpm);

}  // namespace rpmworks::srpm
