// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/release_place.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>

#include "core/error.hpp"
#include "core/threads.hpp"
#include "releases/tree_state.hpp"

namespace rpmworks::releases {

namespace {

// A package takes about 1.5 KiB.
constexpr size_t k_most_packages_kept = 20000;

class KeptManifests {
 public:
  std::shared_ptr<const manifest::Manifest> of(const fs::path& release_folder) {
    const std::string file = (release_folder / "manifest.json").string();
    const std::string state = file_state(file);
    const std::lock_guard guard(m_mutex);
    if (const auto kept = m_kept.find(file); kept != m_kept.end()) {
      if (!state.empty() && kept->second.state == state) return kept->second.manifest;
      m_packages -= kept->second.manifest->packages.size();
      m_kept.erase(kept);
    }
    auto manifest = std::make_shared<const manifest::Manifest>(read_manifest(release_folder));
    const size_t packages = manifest->packages.size();
    if (m_packages + packages <= k_most_packages_kept) {
      m_kept[file] = {state, manifest};
      m_packages += packages;
    }
    return manifest;
  }

 private:
  struct Kept {
    std::string state;
    std::shared_ptr<const manifest::Manifest> manifest;
  };
  std::mutex m_mutex;
  std::map<std::string, Kept> m_kept;  // by file
  size_t m_packages = 0;
};

}  // namespace

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

std::shared_ptr<const manifest::Manifest> shared_manifest(const fs::path& release_folder) {
  static KeptManifests kept;
  return kept.of(release_folder);
}

std::jthread read_ahead(const fs::path& release_folder) {
  return beside([release_folder] {
    try {
      (void)shared_manifest(release_folder);
    } catch (const std::exception&) {
      return;
    }
  });
}

}  // namespace rpmworks::releases
