// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include "core/error.hpp"
#include "inventory/entries.hpp"
#include "inventory/places.hpp"

namespace rpmworks::inventory {

// A database has no digests of package files, but the header's own.
Inventory of_system(const fs::path& path, const Settings& settings) {
  Inventory inventory{.kind = Inventory::Kind::system, .where = path.string()};
  inventory.manifest.inventory = "system";
  inventory.manifest.tool = settings.tool;
  const auto database = std::make_shared<const rpm::InstalledPackages>(path);
  auto numbers = std::make_shared<std::map<std::pair<std::string, std::string>, unsigned>>();
  database->each([&](const rpm::Package& package, unsigned number) {
    manifest::Entry entry = entry_of(package);
    entry.section = k_installed;
    numbers->emplace(std::pair(entry.nevra.str(), entry.header_sha256), number);
    inventory.manifest.packages.push_back(std::move(entry));
  });
  complete(inventory.manifest);
  inventory.details = [database, numbers](const manifest::Entry& entry) {
    const unsigned number = numbers->at({entry.nevra.str(), entry.header_sha256});
    return Details{.contents = std::make_shared<const rpm::Contents>(database->contents_of(number))};
  };
  return inventory;
}

}  // namespace rpmworks::inventory
