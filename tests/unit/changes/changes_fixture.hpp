// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>

#include "changes/changes.hpp"

namespace rpmworks::test {

/// A place in memory.
class Place {
 public:
  /// Adds a package; `content` determines its digests.
  rpm::Contents& add(const std::string& nevra, const std::string& content = "",
                     const std::string& section = "packages") {
    auto contents = std::make_shared<rpm::Contents>();
    contents->package.nevra = rpm::Nevra::parse(nevra);
    contents->words = {"", "root:root"};
    manifest::Entry entry;
    entry.nevra = contents->package.nevra;
    entry.section = section;
    entry.file = section + "/" + nevra + ".rpm";
    entry.size = 1024;
    entry.sha256 = nevra + content;
    entry.header_sha256 = nevra + content;
    entry.payload_sha256 = content + "x";
    entry.license = "MIT";
    entry.origin = manifest::FromUpstream{};
    m_manifest.packages.push_back(entry);
    (*m_contents)[entry.file] = contents;
    return *contents;
  }
  manifest::Entry& last() { return m_manifest.packages.back(); }

  inventory::Inventory inventory(const std::string& where) const {
    inventory::Inventory place{
        .kind = inventory::Inventory::Kind::folder, .where = where, .manifest = m_manifest};
    place.manifest.inventory = "folder";
    place.manifest.sort();
    for (const auto& entry : place.manifest.packages)
      if (place.manifest.sections.empty() || place.manifest.sections.back().path != entry.section)
        place.manifest.sections.push_back({.path = entry.section});
    place.details = [contents = m_contents](const manifest::Entry& entry) {
      return inventory::Details{.contents = contents->at(entry.file)};
    };
    return place;
  }

 private:
  manifest::Manifest m_manifest;
  std::shared_ptr<std::map<std::string, std::shared_ptr<rpm::Contents>>> m_contents =
      std::make_shared<std::map<std::string, std::shared_ptr<rpm::Contents>>>();
};

inline changes::Changes compared(const Place& before, const Place& after, bool details = true) {
  return changes::compare(before.inventory("one"), after.inventory("two"), {.details = details});
}

}  // namespace rpmworks::test
