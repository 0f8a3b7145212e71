// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/released_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/threads.hpp"
#include "layout/basearch.hpp"
#include "store/known_blob.hpp"

namespace rpmworks::compose {

namespace {

using manifest::SectionInfo;

Error has_changed(const manifest::Manifest& manifest, const std::string& what) {
  return Error(ExitCode::invalid, fmt::format("repos.yaml has changed since the release {} was made: {}",
                                              manifest.release, what))
      .hint("check out the repos.yaml with which that release was made");
}

// Whether `path` is the folder, or one of the folders, of a section of repos.yaml.
bool is_folder_of(const std::string& path, const config::Section& section, const config::Target& target) {
  std::string folder = section.path;
  if (const size_t variable = folder.find(layout::k_basearch); variable != std::string::npos)
    folder.replace(variable, layout::k_basearch.size(), layout::basearch(target.arch));
  return folder == path;
}

class ReleaseReader {
 public:
  ReleaseReader(const manifest::Manifest& manifest, const fs::path& folder, const config::Config& config,
                const layout::Targets& targets, const layout::Signers& signers)
      : m_manifest(manifest), m_folder(folder), m_config(config), m_targets(targets), m_signers(signers) {}

  Plan run(store::Store& store) const {
    Plan plan{.created = manifest::parse_iso_time(m_manifest.created).value_or(0)};
    for (const auto& section : m_manifest.sections) plan.sections.push_back(planned(section));
    plan.items.resize(m_manifest.packages.size());
    parallel_for(plan.items.size(), thread_limit(),
                 [&](size_t i) { plan.items[i] = item(m_manifest.packages[i], store); });
    return plan;
  }

 private:
  PlannedSection planned(const SectionInfo& section) const {
    const config::Target* const target = m_targets.find(section.target);
    if (!target)
      throw has_changed(m_manifest, fmt::format("it is not made for the target {}", section.target));
    for (const auto& configured : m_config.sections) {
      if (!is_folder_of(section.path, configured, *target)) continue;
      PlannedSection planned = planned_section(configured, section.path, *target, m_config, m_targets);
      require_key(section, planned);
      return planned;
    }
    throw has_changed(m_manifest, fmt::format("it has no section {}", section.path));
  }

  void require_key(const SectionInfo& section, const PlannedSection& planned) const {
    const std::string now = m_signers.at(planned.sign)->fingerprint();
    if (now == section.signer) return;
    throw has_changed(m_manifest, fmt::format("the section {} is signed with the key {} instead of {}",
                                              section.path, now, section.signer));
  }

  Item item(const manifest::Entry& entry, store::Store& store) const {
    const fs::path file = m_folder / entry.file;
    if (!store::has_blob_known_whole(store, entry.sha256) && store.put_file(file) != entry.sha256)
      throw Error(ExitCode::gate, fmt::format("{} does not match its SHA-256 in the manifest", file.string()))
          .hint("restore the release from a copy");
    return {.section = entry.section,
            .signing = KeepSignature{entry.signatures},
            .sha256 = entry.sha256,
            .file_name = file.filename(),
            .package = std::make_shared<const rpm::Package>(rpm::read_package(file)),
            .origin = entry.origin,
            .build = entry.build,
            .required_by = entry.required_by};
  }

  const manifest::Manifest& m_manifest;
  const fs::path& m_folder;
  const config::Config& m_config;
  const layout::Targets& m_targets;
  const layout::Signers& m_signers;
};

}  // namespace

Plan released_plan(const manifest::Manifest& manifest, const fs::path& folder, const config::Config& config,
                   const layout::Targets& targets, const layout::Signers& signers, store::Store& store) {
  return ReleaseReader(manifest, folder, config, targets, signers).run(store);
}

}  // namespace rpmworks::compose
