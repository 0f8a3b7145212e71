// SPDX-License-Identifier: GPL-3.0-or-later
#include "upgrades/read_packages.hpp"

#include <algorithm>
#include <memory>

#include "core/error.hpp"

namespace rpmworks::upgrades {

namespace {

upstream::Location location_of(const manifest::Entry& entry) {
  return {.repository = entry.section,
          .href = entry.file.substr(entry.section.size() + 1),
          .sha256 = entry.sha256,
          .size = entry.size,
          .nevra = entry.nevra};
}

}  // namespace

std::vector<solve::ReadPackage> read_packages(const manifest::Manifest& manifest, const std::string& section,
                                              const fs::path& release, const rpm::KnownContents& known) {
  std::vector<solve::ReadPackage> packages;
  size_t count = 0;
  for (const auto& entry : manifest.packages) {
    if (entry.section != section) continue;
    const auto at = known.find(entry.sha256);
    packages.push_back({location_of(entry), at == known.end() ? nullptr : at->second});
    if (packages.back().contents) ++count;
  }
  if (count < packages.size() - count) return {};
  try {
    for (auto& [location, contents] : packages)
      if (!contents)
        contents =
            std::make_shared<const rpm::Contents>(rpm::read_contents(release / section / location.href));
  } catch (const Error&) {
    return {};  // the release is damaged, which others report
  }
  std::ranges::sort(packages, {}, [](const auto& one) -> const std::string& { return one.location.href; });
  return packages;
}

}  // namespace rpmworks::upgrades
