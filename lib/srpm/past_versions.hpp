// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "srpm/lineage.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// What the spec of an earlier commit says its package is called. It is kept in the store, as asking rpm
/// takes a sandbox for each version of a spec.
struct PastVersion {
  std::optional<rpm::Evr> evr;  ///< nothing when rpm cannot parse the spec
};

/// The key of a record: all that decides what rpm reads. That is the text of the spec where the spec sees
/// nothing of its tree, and the commit otherwise. `request` is what the spec is parsed for.
std::string key_of_past_version(const git::Repository& repository, const std::string& spec,
                                const git::Commit& commit, const Lineage& lineage, const Request& request);

std::optional<PastVersion> past_version(const store::Store& store, const std::string& key);
void put_past_version(store::Store& store, const std::string& key, const PastVersion& version);

}  // namespace rpmworks::srpm
