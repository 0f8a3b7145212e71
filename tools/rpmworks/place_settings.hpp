// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "context.hpp"
#include "pipeline/places.hpp"

namespace rpmworks::cli {

/// What commands that read any place need. Reads repos.yaml only if commits are asked for.
inline pipeline::PlaceSettings place_settings(Context& context) {
  return {.workspace = context.workspace(),
          .has_product = context.has_config(),
          .tool = "rpmworks " RPMWORKS_VERSION,
          .jobs = context.jobs(),
          .find_session = [&context] { return context.has_config() ? &context.session() : nullptr; }};
}

}  // namespace rpmworks::cli
