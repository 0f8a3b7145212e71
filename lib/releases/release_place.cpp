// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/release_place.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace rpmworks::releases {

bool is_release(const fs::path& place) {
  return !fs::is_symlink(place) && fs::is_regular_file(place / "manifest.json");
}

void require_place(const fs::path& place) {
  if (is_release(place) || !fs::exists(fs::symlink_status(place))) return;
  throw Error(ExitCode::failed, fmt::format("{} exists and is not a release", place.string()))
      .hint("move it aside, or give the release another name");
}

manifest::Manifest read_manifest(const fs::path& release_folder) {
  const fs::path file = release_folder / "manifest.json";
  return manifest::Manifest::from_json(read_file(file), file.string());
}

}  // namespace rpmworks::releases
