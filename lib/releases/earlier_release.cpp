// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/earlier_release.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "core/digest.hpp"
#include "core/error_line.hpp"
#include "releases/publications.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"

namespace rpmworks::releases {

namespace {

std::vector<std::string> published_earlier(const std::string& release, const store::Workspace& workspace) {
  // Most likely, releases were published in the order of their names.
  if (is_record_lost(workspace)) return releases_before(release, workspace);
  std::vector<std::string> names = published_until(release, workspace);
  // After a rollback, the release that clients have is not the last one in the record.
  if (!was_published(release, workspace)) names.push_back(published(workspace));
  return names;
}

}  // namespace

const std::string& EarlierRelease::target_of(const manifest::Entry& entry) const {
  static const std::string none;
  const auto at = std::ranges::find(manifest->sections, entry.section, &manifest::SectionInfo::path);
  return at == manifest->sections.end() ? none : at->target;
}

const manifest::Entry* EarlierRelease::find(const rpm::Nevra& nevra, const std::string& target) const {
  for (const auto& entry : manifest->packages)
    if (entry.nevra.name == nevra.name && entry.nevra.arch == nevra.arch && target_of(entry) == target)
      return &entry;
  return nullptr;
}

manifest::ReleaseRef EarlierRelease::reference() const {
  return {.release = manifest->release, .manifest_sha256 = sha256(read_file(folder / "manifest.json"))};
}

std::optional<EarlierRelease> earlier_release(const fs::path& releases, const std::string& product,
                                              const std::string& name, Reporter& reporter) {
  const store::Workspace workspace{.root = releases.parent_path(), .cache = {}, .store_folder = {}};
  for (const auto& other : std::views::reverse(published_earlier(name, workspace))) {
    const fs::path folder = releases / other;
    if (other.empty() || other == name || !is_release(folder)) continue;
    try {
      auto manifest = shared_manifest(folder);
      if (manifest->product == product) return EarlierRelease{folder, std::move(manifest)};
    } catch (const Error& error) {
      reporter.warning(
          fmt::format("{} is not compared with the release {}, which was published before it, because that "
                      "cannot be read: {}",
                      name, other, in_one_line(error)));
    }
  }
  return std::nullopt;
}

}  // namespace rpmworks::releases
