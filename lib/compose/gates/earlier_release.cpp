// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/gates/earlier_release.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "compose/releases.hpp"
#include "core/error_line.hpp"

namespace rpmworks::compose {

namespace {

std::vector<std::string> published_earlier(const std::string& release, const store::Workspace& workspace) {
  std::vector<std::string> names = published_until(release, workspace);
  // After a rollback, the release that clients have is not the last one in the record.
  if (!was_published(release, workspace)) names.push_back(published(workspace));
  return names;
}

}  // namespace

const std::string& EarlierRelease::target_of(const manifest::Entry& entry) const {
  static const std::string none;
  const auto at = std::ranges::find(manifest.sections, entry.section, &manifest::SectionInfo::path);
  return at == manifest.sections.end() ? none : at->target;
}

const manifest::Entry* EarlierRelease::find(const rpm::Nevra& nevra, const std::string& target) const {
  for (const auto& entry : manifest.packages)
    if (entry.nevra.name == nevra.name && entry.nevra.arch == nevra.arch && target_of(entry) == target)
      return &entry;
  return nullptr;
}

std::optional<EarlierRelease> earlier_release(const fs::path& releases, const manifest::Manifest& made,
                                              Reporter& reporter) {
  const store::Workspace workspace{.root = releases.parent_path(), .cache = {}, .store_folder = {}};
  for (const auto& name : std::views::reverse(published_earlier(made.release, workspace))) {
    const fs::path folder = releases / name;
    if (name.empty() || name == made.release || !fs::exists(folder / "manifest.json")) continue;
    try {
      EarlierRelease earlier{.folder = folder,
                             .manifest = manifest::Manifest::from_json(read_file(folder / "manifest.json"),
                                                                       (folder / "manifest.json").string())};
      if (earlier.manifest.product == made.product) return earlier;
    } catch (const Error& error) {
      reporter.warning(
          fmt::format("{} is not compared with the release {}, which was published before it, because that "
                      "cannot be read: {}",
                      made.release, name, in_one_line(error)));
    }
  }
  return std::nullopt;
}

}  // namespace rpmworks::compose
