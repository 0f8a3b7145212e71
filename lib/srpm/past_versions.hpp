// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "srpm/release_history.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// The package's EVR in the spec of an earlier commit. Kept in the store, because parsing takes a sandbox for
/// each version of a spec.
struct PastVersion {
  std::optional<rpm::Evr> evr;  ///< nothing if rpm cannot parse the spec
};

/// The key of a record: everything that the parse depends on. That is the text of the spec if the spec reads
/// no file of its tree, else the commit. `request` is the request that the spec is parsed for.
std::string key_of_past_version(const git::Repository& repository, const std::string& spec,
                                const CommitWithHistory& past, const Request& request);

std::optional<PastVersion> past_version(const store::Store& store, const std::string& key);
void put_past_version(store::Store& store, const std::string& key, const PastVersion& version);

}  // namespace rpmworks::srpm
