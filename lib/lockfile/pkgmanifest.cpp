// SPDX-License-Identifier: GPL-3.0-or-later
#include "lockfile/pkgmanifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "config/document.hpp"
#include "config/values.hpp"
#include "core/text.hpp"
#include "lockfile/foreign_reader.hpp"
#include "lockfile/limits.hpp"
#include "lockfile/values.hpp"
#include "lockfile/yaml_text.hpp"

namespace rpmworks::lockfile {

namespace {

using config::shown;

constexpr const char* k_document = "rpm-package-manifest";
constexpr const char* k_version = "0.2.2";

void require_manifest(const ForeignEntry& top, Notes& notes) {
  const std::string document = top.required_text("document");
  if (document != k_document)
    throw top.error("document", fmt::format("the document is {}, not '{}'", shown(document), k_document));
  const std::string version = top.required_text("version");
  // libpkgmanifest reads any version; what a later one adds are unknown fields.
  if (!version.starts_with("0."))
    notes.push_back(
        fmt::format("the manifest has version {}, but rpmworks knows {}", shown(version), k_version));
}

// An address may come from a file with a user name and password.
std::string address_of(const ForeignEntry& entry, const std::string& field, const std::string& id,
                       Notes& notes) {
  std::string url = without_credentials(entry.text(field));
  if (url != entry.text(field))
    notes.push_back(fmt::format("the user name and password of repository {} were left out", shown(id)));
  if (const auto problem = problem_of_url(url))
    throw entry.error(field, fmt::format("'{}' {}", field, *problem));
  return url;
}

LockedUpstream upstream_of(const ForeignEntry& entry, const Place& place, Notes& notes) {
  LockedUpstream upstream{.name = entry.required_text("id")};
  if (const auto problem = problem_of_name(upstream.name))
    throw entry.error("id", fmt::format("'id' {}", *problem));
  for (const char* field : {"baseurl", "metalink", "mirrorlist"}) {
    if (entry.text(field).empty()) continue;
    const std::string url = address_of(entry, field, upstream.name, notes);
    if (!upstream.url.empty()) {
      notes.push_back(
          fmt::format("the {} of repository {} was left out: {}", field, shown(upstream.name), url));
      continue;
    }
    upstream.url = url;
    upstream.is_mirror_list = std::string_view(field) != "baseurl";
  }
  if (upstream.url.empty())
    throw entry.error(
        "id", fmt::format("repository {} has no baseurl, metalink or mirrorlist", shown(upstream.name)));
  // libpkgmanifest's only variable.
  if (const size_t at = upstream.url.find("$arch"); at != std::string::npos)
    upstream.url.replace(at, 5, place.arch);
  return upstream;
}

// "bash-5.2-1.fc40.src" names the file "bash-5.2-1.fc40.src.rpm".
std::string source_file_of(const ForeignEntry& entry) {
  const std::string srpm = entry.text("srpm");
  if (srpm.empty()) return {};
  const rpm::Nevra nevra = rpm::Nevra::parse(srpm);
  if (!nevra.evr.release.empty() && !nevra.arch.empty()) return nevra.file_name();
  throw entry.error("srpm", fmt::format("'srpm' is {}, not NAME-VERSION-RELEASE.ARCH", shown(srpm)));
}

class ManifestReader {
 public:
  explicit ManifestReader(const Place& place) : m_place(place) {}

  Imported read(const config::Document& document) {
    const ForeignEntry top(document, {"document", "version", "data"}, m_imported.notes);
    require_manifest(top, m_imported.notes);
    const ForeignEntry data = top.entry("data", {"repositories", "packages"});
    for (const auto& entry :
         data.items("repositories", "repository", {"id", "baseurl", "metalink", "mirrorlist"})) {
      LockedUpstream upstream = upstream_of(entry, m_place, m_imported.notes);
      if (!m_repositories.insert(upstream.name).second)
        throw entry.error("id", fmt::format("repository {} is listed twice", shown(upstream.name)));
      m_imported.lock.upstreams.push_back(std::move(upstream));
    }
    const ForeignEntry packages = data.entry("packages");
    for (const auto& arch : packages.names())
      for (const auto& entry : packages.items(
               arch, "package",
               {"name", "repo_id", "location", "checksum", "size", "evr", "srpm", "module", "parent_archs"}))
        add(entry, arch);
    note_packages(m_imported.notes, m_of_other_archs,
                  fmt::format("packages for other architectures than {} left out", m_place.arch));
    note_packages(m_imported.notes, m_sources, "source packages left out");
    m_importer.finish();
    return std::move(m_imported);
  }

 private:
  // Whether a manifest for several architectures has the package for that of the place.
  bool is_for_place(const std::string& arch, const std::vector<std::string>& parents) const {
    if (!parents.empty()) return std::ranges::find(parents, m_place.arch) != parents.end();
    return arch == m_place.arch || arch == "noarch" || rpm::is_source_arch(arch);
  }

  void add(const ForeignEntry& entry, const std::string& arch) {
    LockedPackage package{
        .target = m_place.target,
        .section = m_place.section,
        .nevra = {.name = entry.required_text("name"),
                  .evr = rpm::Evr::parse(entry.required_text("evr")),
                  .arch = arch},
        .upstream = entry.required_text("repo_id"),
        .location = entry.text("location"),
        .size = entry.size(),
        .source = source_file_of(entry),
    };
    const std::string name = package.nevra.str();
    if (!m_repositories.contains(package.upstream))
      throw entry.error("repo_id",
                        fmt::format("no repository of this file has the id {}", shown(package.upstream)));
    if (!is_for_place(arch, entry.list("parent_archs"))) {
      m_of_other_archs.push_back(name);
      return;
    }
    if (package.nevra.is_source()) {
      if (m_place.source_section.empty()) {
        m_sources.push_back(name);
        return;
      }
      package.section = m_place.source_section;
    }
    if (const std::string module = entry.text("module"); !module.empty())
      m_imported.notes.push_back(fmt::format("the module of {} was left out: {}", name, module));
    entry.required_text("size");
    m_importer.add(std::move(package), entry.required_text("checksum"), entry);
  }

  const Place& m_place;
  Imported m_imported;
  Importer m_importer{m_imported};
  std::set<std::string> m_repositories;
  std::vector<std::string> m_of_other_archs, m_sources;
};

std::string field(const char* name, const std::string& value) {
  return value.empty() ? "" : fmt::format("              {}: {}\n", name, yaml_scalar(value));
}

std::string entry_of(const PackageInManifest& entry) {
  const LockedPackage& package = entry.package;
  const rpm::Nevra& nevra = package.nevra;
  std::string source = package.source;
  if (source.ends_with(".rpm")) source.resize(source.size() - 4);
  std::string text = fmt::format("            - name: {}\n", yaml_scalar(nevra.name));
  text += field("repo_id", package.upstream) + field("location", package.location) +
          field("checksum", "sha256:" + package.sha256) +
          fmt::format("              size: {}\n", package.size) + field("evr", nevra.evr.str()) +
          field("srpm", source);
  if (!entry.parent_archs.empty()) text += "              parent_archs:\n";
  for (const auto& arch : entry.parent_archs)
    text += fmt::format("                - {}\n", yaml_scalar(arch));
  return text;
}

// Which kinds of content of these packages and their lock a manifest cannot hold.
std::string lost(const Lock& lock, const std::vector<const LockedPackage*>& packages) {
  const auto any = [&](auto has) { return std::ranges::any_of(packages, has); };
  std::vector<std::string> kinds = {"sections", "the digest of the inputs"};
  if (!lock.keys.empty()) kinds.emplace_back("keys");
  if (!lock.upstreams.empty()) kinds.emplace_back("digests and revisions of the metadata");
  if (any([](const LockedPackage* one) { return !one->because.empty() || !one->requirement.empty(); }))
    kinds.emplace_back("why packages are in the lock");
  if (any([](const LockedPackage* one) { return !one->rejected.empty(); }))
    kinds.emplace_back("rejected packages");
  if (any([](const LockedPackage* one) { return !one->held.empty(); })) kinds.emplace_back("newer versions");
  return join(kinds, ", ");
}

}  // namespace

Imported from_pkgmanifest(const std::string& text, const fs::path& file, const Place& place) {
  const config::Document document(
      text, file.string(), limits_with("the first line of a manifest is `document: rpm-package-manifest`"));
  return ManifestReader(place).read(document);
}

std::string pkgmanifest_text(const std::vector<LockedUpstream>& repositories,
                             const std::vector<PackageInManifest>& packages) {
  std::map<std::string, std::string> entries;  // arch → text
  for (const auto& package : packages) entries[package.package.nevra.arch] += entry_of(package);
  std::string text = fmt::format("document: {}\nversion: {}\ndata:\n    repositories:{}\n", k_document,
                                 k_version, repositories.empty() ? " []" : "");
  for (const auto& repository : repositories)
    text += fmt::format("        - id: {}\n          {}: {}\n", yaml_scalar(repository.name),
                        repository.is_mirror_list ? "mirrorlist" : "baseurl", yaml_scalar(repository.url));
  text += fmt::format("    packages:{}\n", entries.empty() ? " {}" : "");
  for (const auto& [of_arch, of_packages] : entries)
    text += fmt::format("        {}:\n{}", yaml_scalar(of_arch), of_packages);
  return text;
}

Exported to_pkgmanifest(const Lock& lock, const std::string& target, const std::string& arch) {
  Exported out;
  std::vector<const LockedPackage*> packages;
  std::map<std::string, size_t> others;
  std::vector<std::string> without_digest;
  for (const auto& package : lock.packages) {
    if (package.target != target)
      ++others[package.target];
    else if (package.sha256.empty())
      without_digest.push_back(package.nevra.str());
    else
      packages.push_back(&package);
  }
  // A lock sorts by section first.
  std::ranges::stable_sort(packages, [](const LockedPackage* one, const LockedPackage* other) {
    const auto by = one->nevra <=> other->nevra;
    return by != 0 ? by < 0 : one->upstream < other->upstream;
  });
  std::vector<PackageInManifest> listed;
  std::set<std::string> seen;
  for (const LockedPackage* package : packages) {
    if (!seen.insert(package->nevra.str() + " " + package->upstream).second) continue;
    const bool other_arch = package->nevra.arch != arch && !package->nevra.is_source();
    listed.push_back({*package, other_arch ? std::vector<std::string>{arch} : std::vector<std::string>{}});
  }
  note_packages(out.notes, without_digest, "packages without a SHA-256 digest left out");
  for (const auto& [other, count] : others)
    out.notes.push_back(fmt::format("{} of target {} left out", counted(count, "package"), shown(other)));
  out.notes.push_back(fmt::format("the format cannot hold: {}", lost(lock, packages)));

  out.text = pkgmanifest_text(lock.upstreams, listed);
  return out;
}

}  // namespace rpmworks::lockfile
