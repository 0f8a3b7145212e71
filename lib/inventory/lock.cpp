// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include "inventory/entries.hpp"
#include "inventory/places.hpp"
#include "lockfile/lockfile.hpp"

namespace rpmworks::inventory {

namespace {

// A mirror list is not the address of the package.
std::string url_of(const lockfile::LockedPackage& package,
                   const std::map<std::string, const lockfile::LockedUpstream*>& upstreams) {
  const auto upstream = upstreams.find(package.upstream);
  if (upstream == upstreams.end() || upstream->second->is_mirror_list) return {};
  return upstream->second->url + "/" + package.location;
}

}  // namespace

Inventory of_lock(const std::string& text, const fs::path& file, const Settings& settings) {
  const lockfile::Lock lock = lockfile::parse(text, file);
  Inventory inventory{.kind = Inventory::Kind::lock, .where = file.string()};
  inventory.manifest.inventory = "lock";
  inventory.manifest.tool = settings.tool;
  if (lock.altered_at) inventory.warnings.push_back(file.string() + " was changed after rpmworks wrote it");
  std::map<std::string, const lockfile::LockedUpstream*> upstreams;
  for (const auto& upstream : lock.upstreams) upstreams[upstream.name] = &upstream;
  for (const auto& package : lock.packages) {
    manifest::Entry entry;
    entry.nevra = package.nevra;
    entry.section = package.section;
    entry.size = package.size;
    entry.sha256 = package.sha256;
    entry.source_rpm = package.source;
    entry.origin = manifest::FromUpstream{.upstream = package.upstream, .url = url_of(package, upstreams)};
    entry.required_by = package.because;
    inventory.manifest.packages.push_back(std::move(entry));
  }
  complete(inventory.manifest);
  return inventory;
}

}  // namespace rpmworks::inventory
