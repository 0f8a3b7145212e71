// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "srpm/lineage.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// What a spec is revised from.
struct Revising {
  const git::Repository& repository;
  const Lineage& lineage;
  const Request& request;
  const std::string& spec;    ///< its path, for messages
  const std::string& text;    ///< with the Release of the recipe
  const rpm::SpecInfo& info;  ///< what that says
  /// What the package was called at a release; nothing when its spec cannot be parsed.
  std::function<std::optional<rpm::Evr>(const ReleaseTag&)> evr_at;
  std::function<void(const std::string&)> warn;
  Reporter& reporter;
};

/// A spec as it is packaged.
struct Revision {
  std::string text;
  rpm::Evr evr;  ///< what it must say when it is parsed
};

/// Gives the copy of a spec the version and the changelog that the recipe asks for. Throws Error(invalid)
/// when a snapshot would not sort between the releases around it, and as version_of and with_tag do.
Revision revise_spec(const Revising& what);

}  // namespace rpmworks::srpm
