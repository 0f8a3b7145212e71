// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/released_names.hpp"

#include <fmt/format.h>

#include <map>

#include "publishing/release_folder.hpp"
#include "releases/releases.hpp"

namespace rpmworks::pipeline {

namespace {

/// Labels of packages by the name of their source package, such as "greet" for "greet-1.0-1.src.rpm".
using Labels = std::map<std::string, std::string>;

Labels unknown_of(const engine::Packages& packages, const buildplan::EarlierProviders& names) {
  Labels labels;
  for (const auto& package : packages) {
    const std::string label = package->label();
    if (!names.unknown({label}).empty()) labels.emplace(package->srpm.nevra.name, label);
  }
  return labels;
}

std::string name_in(const std::string& source_rpm) {
  const size_t release = source_rpm.rfind('-');
  const size_t version = release == std::string::npos ? release : source_rpm.rfind('-', release - 1);
  return version == std::string::npos ? "" : source_rpm.substr(0, version);
}

void add(const fs::path& release, const std::string& target, const Labels& unknown,
         buildplan::EarlierProviders& names) {
  const manifest::Manifest manifest = publishing::manifest_of(release);
  for (const auto& entry : manifest.packages) {
    const auto at = unknown.find(name_in(entry.source_rpm));
    if (!entry.build || entry.build->target != target || at == unknown.end()) continue;
    const fs::path file = release / entry.file;
    auto provided = rpm::read_package(file).provides;
    if (names.asks_for_files())
      for (auto& path : rpm::file_names(file)) provided.push_back(std::move(path));
    names.add(at->second, fmt::format("in release {}", manifest.release), provided);
  }
}

}  // namespace

void add_released_names(product::Session& session, const std::string& target,
                        const engine::Packages& packages, buildplan::EarlierProviders& earlier) {
  std::string release = releases::published(session.workspace);
  if (release.empty()) {
    const auto all = releases::releases(session.workspace);
    if (all.empty()) return;
    release = all.back();
  }
  try {
    add(session.workspace.releases() / release, target, unknown_of(packages, earlier), earlier);
  } catch (const Error& error) {
    session.reporter.detail(
        fmt::format("cannot read what the packages of release {} provide: {}", release, error.what()));
  }
}

}  // namespace rpmworks::pipeline
