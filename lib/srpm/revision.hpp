// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "srpm/release_history.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// The input of revise_spec.
struct RevisionInput {
  const git::Repository& repository;
  const ReleaseHistory& history;
  const Request& request;
  const std::string& spec;    ///< path of the spec, for messages
  const std::string& text;    ///< the spec, with the Release of the recipe
  const rpm::SpecInfo& info;  ///< the result of parsing `text`
  /// The package's EVR at a release; nothing if its spec cannot be parsed.
  std::function<std::optional<rpm::Evr>(const ReleaseTag&)> evr_at;
  std::function<void(const std::string&)> warn;
  Reporter& reporter;
};

/// The spec as it is packaged.
struct Revision {
  std::string text;
  rpm::Evr evr;  ///< the EVR that parsing `text` must give
};

/// Sets the version and the changelog that the recipe asks for in a copy of the spec. Throws Error(invalid)
/// if a snapshot would not sort between the releases around it, and as version_of and with_tag do.
Revision revise_spec(const RevisionInput& what);

}  // namespace rpmworks::srpm
