// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "pipeline/places.hpp"
#include "pipeline/release.hpp"
#include "srpm_json.hpp"

namespace rpmworks::cli {

/// What a release was made for, and how its run ended.
struct ReleaseEnd {
  std::string product;
  std::vector<std::string> targets;
  bool published = false;
  /// Since the release that was published before; nothing if there was none.
  std::optional<changes::Changes> changes = {};
  std::chrono::nanoseconds elapsed{};
};

/// Prints the closing table of a release, or its JSON, to stdout.
void print_release(const pipeline::Release& made, const ReleaseEnd& end, bool json);

/// The result of one build as JSON.
Json json_of(const engine::BuildResult& result);
Json json_of(const schedule::LeftOut& one);

}  // namespace rpmworks::cli
