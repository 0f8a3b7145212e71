// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <set>

#include "core/error.hpp"
#include "core/text.hpp"
#include "lockfile/pkgmanifest.hpp"
#include "sbom/facts.hpp"
#include "sbom/formats.hpp"

namespace rpmworks::sbom {

namespace {

constexpr size_t k_shown_packages = 10;

bool is_base_arch(const std::string& arch) {
  return arch != "noarch" && !rpm::is_source_arch(arch);
}

void require_digests(const manifest::Manifest& manifest) {
  std::vector<std::string> without;
  for (const auto& entry : manifest.packages)
    if (entry.sha256.empty()) without.push_back(entry.nevra.str());
  if (without.empty()) return;
  const size_t count = without.size();
  if (count > k_shown_packages) without.resize(k_shown_packages);
  throw Error(ExitCode::invalid, "a package manifest needs the SHA-256 digest of every package; of " +
                                     counted(count, "package") + " it is not known: " + join(without, ", ") +
                                     (count > k_shown_packages ? ", …" : ""))
      .hint("use another format, or the manifest of a release");
}

}  // namespace

// Each section is a repository beside the file, with its path as its address.
void write_packages(const manifest::Manifest& manifest, const Sink& sink) {
  require_digests(manifest);
  std::map<std::string, std::set<std::string>> base_archs;  // of each section
  for (const auto& entry : manifest.packages) {
    auto& archs = base_archs[entry.section];
    if (is_base_arch(entry.nevra.arch)) archs.insert(entry.nevra.arch);
  }
  std::map<std::string, std::string> ids;  // of sections
  std::vector<lockfile::LockedUpstream> repositories;
  for (const auto& [section, archs] : base_archs) {
    std::string id = section.empty() ? "packages" : section;
    std::ranges::replace(id, '/', '-');
    while (std::ranges::find(repositories, id, &lockfile::LockedUpstream::name) != repositories.end())
      id += "-2";
    ids[section] = id;
    repositories.push_back({.name = id, .url = section.empty() ? "." : section});
  }
  std::vector<lockfile::PackageInManifest> packages;
  for (const auto& entry : manifest.packages) {
    lockfile::LockedPackage package{.nevra = entry.nevra,
                                    .upstream = ids[entry.section],
                                    .location = uri_reference(file_name_of(entry), true),
                                    .size = entry.size,
                                    .sha256 = entry.sha256,
                                    .source = entry.source_rpm};
    const auto& archs = base_archs[entry.section];
    std::vector<std::string> parents;
    if (entry.nevra.arch == "noarch") parents.assign(archs.begin(), archs.end());
    packages.push_back({std::move(package), std::move(parents)});
  }
  std::ranges::stable_sort(packages, [](const auto& one, const auto& other) {
    const auto by = one.package.nevra <=> other.package.nevra;
    return by != 0 ? by < 0 : one.package.upstream < other.package.upstream;
  });
  sink(lockfile::pkgmanifest_text(repositories, packages));
}

}  // namespace rpmworks::sbom
