// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/client_base.hpp"

#include <memory>
#include <mutex>
#include <set>

#include "lockfile/pkgmanifest.hpp"
#include "locking/lock_inputs.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::locking {

namespace {

using config::BaseSource;

std::vector<rpm::Nevra> packages_of_manifest(const fs::path& file, const config::Target& target) {
  const std::string text = read_file(file);
  std::vector<rpm::Nevra> packages;
  if (text.starts_with('{')) {
    for (const auto& entry : manifest::Manifest::from_json(text, file.string()).packages)
      if (!entry.nevra.is_source()) packages.push_back(entry.nevra);
    return packages;
  }
  const lockfile::Imported imported = lockfile::from_pkgmanifest(
      text, file, {.target = target.name, .arch = target.arch, .section = "base", .source_section = ""});
  for (const auto& package : imported.lock.packages) packages.push_back(package.nevra);
  return packages;
}

std::vector<std::string> upstreams_of_base(const config::Config& config,
                                           const std::vector<const config::Target*>& targets) {
  std::set<std::string> names;
  for (const auto* target : targets)
    for (const auto* source : base_of(config, *target))
      if (source->kind == BaseSource::Kind::upstream) names.insert(source->upstream);
  return {names.begin(), names.end()};
}

MetadataByName metadata_of(product::Session& session, const std::vector<std::string>& upstreams,
                           const std::optional<lockfile::Lock>& lock) {
  if (lock)
    if (auto metadata = locked_metadata(session, upstreams, *lock)) return std::move(*metadata);
  return current_metadata(session, upstreams, lock ? &*lock : nullptr);
}

}  // namespace

solve::Base base_for(const config::Config& config, const config::Target& target,
                     const MetadataByName& metadata) {
  solve::Base base;
  for (const auto* source : base_of(config, target)) {
    switch (source->kind) {
      case BaseSource::Kind::upstream:
        base.available.push_back(metadata.at(source->upstream));
        break;
      case BaseSource::Kind::manifest:
        for (auto& nevra : packages_of_manifest(source->path, target))
          base.installed.push_back(std::move(nevra));
        break;
      case BaseSource::Kind::rpmdb:
      case BaseSource::Kind::root:
        base.rpmdbs.push_back(source->path);
        break;
    }
  }
  base.modules = target.modules;
  for (const auto& provided : config.assume_provides) base.assume_provides.push_back(*provided);
  return base;
}

std::function<std::optional<solve::Base>(const config::Target&)> client_base(
    product::Session& session, std::vector<const config::Target*> targets,
    std::optional<lockfile::Lock> lock) {
  // The gates of several targets run at the same time.
  struct Shared {
    std::mutex reading;
    std::optional<MetadataByName> metadata;
  };
  auto shared = std::make_shared<Shared>();
  return [&session, targets = std::move(targets), lock = std::move(lock),
          shared](const config::Target& target) -> std::optional<solve::Base> {
    if (base_of(session.config, target).empty() && session.config.assume_provides.empty())
      return std::nullopt;
    const product::SessionScope scope(session);
    const std::lock_guard guard(shared->reading);
    if (!shared->metadata)
      shared->metadata = metadata_of(session, upstreams_of_base(session.config, targets), lock);
    return base_for(session.config, target, *shared->metadata);
  };
}

}  // namespace rpmworks::locking
