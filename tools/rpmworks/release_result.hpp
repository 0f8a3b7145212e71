// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

#include "core/json.hpp"
#include "product/release.hpp"
#include "srpm_json.hpp"

namespace rpmworks::cli {

/// What a release was for, and how its run ended.
struct ReleaseEnd {
  std::string product;
  std::string target;
  bool published = false;
  std::chrono::nanoseconds elapsed{};
};

/// The closing table of a release, or its JSON, on stdout.
void print_release(const product::Release& made, const ReleaseEnd& end, bool json);

/// The results of builds: a line a package, its logs and its files; or JSON.
Json json_of(const engine::BuildResult& result);
Json json_of(const schedule::LeftOut& one);

}  // namespace rpmworks::cli
