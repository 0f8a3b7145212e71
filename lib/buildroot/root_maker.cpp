// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/root_maker.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "buildroot/compiler_cache.hpp"
#include "buildroot/open_upstream.hpp"
#include "buildroot/records.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"

namespace rpmworks::buildroot {

namespace {

constexpr unsigned k_downloads = 4;  // in parallel

std::vector<std::string> base_requirements(const config::Target& target) {
  std::vector<std::string> requirements = target.install;
  if (std::find(requirements.begin(), requirements.end(), "rpm-build") == requirements.end())
    requirements.emplace_back("rpm-build");
  return requirements;
}

// Overlays made by real root use other extended attributes than those made in a user namespace.
std::string root_kind() {
  return ::geteuid() == 0 ? "root" : "user";
}

// The files of those packages.
std::vector<PackageFile> some_of(const std::vector<PackageFile>& files,
                                 const std::vector<engine::InstalledPackage>& packages) {
  std::vector<PackageFile> some;
  for (const auto& file : files)
    if (std::find(packages.begin(), packages.end(), *file.package) != packages.end()) some.push_back(file);
  return some;
}

std::string log_of(const CacheEntry& entry, const std::string& what, size_t packages) {
  return fmt::format("{} {}: {} packages\n{}", what, entry.folder.filename().string(), packages,
                     read_file(entry.folder / "root.log"));
}

// Makes a cache entry. If that fails, its log is copied before the entry is removed.
void make_or_leave_log(const fs::path& entry, const fs::path& log, const fs::path& shown,
                       const std::function<void()>& make) {
  try {
    make();
  } catch (Error& error) {
    const fs::path made = entry / "root.log";
    if (error.code() != ExitCode::build || !fs::exists(made)) throw;
    fs::remove(log);
    copy_file_contents(made, log);
    throw std::move(error).note(fmt::format("the whole log: {}", shown.string()));
  }
}

}  // namespace

std::vector<fs::path> Root::layers() const {
  std::vector<fs::path> folders;
  if (layer) folders.push_back(layer->folder / "upper");
  folders.push_back(base.folder / "root");
  return folders;
}

std::string Root::installed_packages() const {
  return read_file((layer ? layer->folder : base.folder) / "installed_pkgs.log");
}

std::string Root::log() const {
  std::string text = log_of(base, "base root", set.base.size());
  if (layer) text += log_of(*layer, "BuildRequires", set.extra.size());
  return text;
}

const std::vector<upstream::Repository>& RootMaker::repositories(const config::Target& target,
                                                                 Reporter& reporter) {
  const std::lock_guard guard(m_mutex);
  if (const auto found = m_repositories.find(target.name); found != m_repositories.end())
    return found->second;
  std::vector<upstream::Repository> opened;
  for (const auto& name : target.repos) {
    opened.push_back(open_upstream(m_config, m_config.upstreams.at(*name), m_workspace, reporter));
    if (opened.back().metadata().has_modules)
      reporter.warning(
          fmt::format("the repository {} has modules; build roots see the packages of all streams", *name));
  }
  return m_repositories.emplace(target.name, std::move(opened)).first->second;
}

std::string RootMaker::trust_sha256(const config::Target& target, Reporter& reporter) {
  Digest digest;
  for (const auto& repository : repositories(target, reporter))
    digest.field(repository.metadata().name).field(repository.trust().sha256());
  return digest.hex();
}

// Identifies a root by its packages and, for each of them, its name and the keys that it was checked against.
// A root that was made while other keys were trusted must not be used.
std::string RootMaker::digest_with_trust(const config::Target& target,
                                         const std::vector<engine::InstalledPackage>& packages,
                                         Reporter& reporter) {
  std::map<std::string, std::string> keys;
  for (const auto& repository : repositories(target, reporter))
    keys[repository.metadata().name] = repository.trust().sha256();
  std::vector<std::string> lines;
  for (const auto& package : packages)
    lines.push_back(fmt::format("{} {} {}", package.sha256, package.nevra.str(),
                                package.repository.empty() ? "own" : keys.at(package.repository)));
  std::sort(lines.begin(), lines.end());
  Digest digest;
  for (const auto& line : lines) digest.field(line);
  return digest.hex();
}

std::string RootMaker::digest_of_local(const fs::path& file) const {
  // A blob of the store is named by its digest, so it need not be read.
  auto digest = m_store.digest_in_name(file);
  return digest ? std::move(*digest) : digest_of_file(file);
}

RootSources RootMaker::sources(const engine::BuildRequest& request, Reporter& reporter) {
  RootSources sources;
  sources.arch = request.target->arch;
  for (const auto& repository : repositories(*request.target, reporter))
    sources.repositories.push_back(&repository.metadata());
  // Sorted, so that the order of builds does not matter.
  std::vector<std::pair<std::string, fs::path>> locals;
  for (const auto& file : request.local_packages) locals.emplace_back(digest_of_local(file), file);
  std::sort(locals.begin(), locals.end());
  for (auto& [digest, file] : locals) {
    sources.local_digests.push_back(digest);
    sources.local_packages.push_back(std::move(file));
  }
  return sources;
}

BuildSet RootMaker::plain_set(const engine::BuildRequest& request,
                              const std::vector<std::string>& requirements, Reporter& reporter) {
  const RootSources from = sources(request, reporter);
  const RootRequirements needs{.base = base_requirements(*request.target),
                               .build = requirements,
                               .conflicts = request.srpm().info.build_conflicts};
  const std::string key = key_of(from, needs);
  if (auto known = k_build_sets.find(m_store, key, store::Blobs::present)) return std::move(*known);
  BuildSet set = resolve(from, needs, request.srpm().nevra.str());
  k_build_sets.put(m_store, key, set);
  return set;
}

// `ccache` adds a package to the BuildRequires of the spec.
BuildSet RootMaker::set(const engine::BuildRequest& request, const std::vector<std::string>& requirements,
                        Reporter& reporter) {
  const bool has_it = std::ranges::count(requirements, k_ccache) != 0;
  if (has_it || compiler_cache_limit(*request.target, request.building()) == 0)
    return plain_set(request, requirements, reporter);
  std::vector<std::string> together = requirements;
  together.emplace_back(k_ccache);
  try {
    return plain_set(request, together, reporter);
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
    (void)plain_set(request, requirements, reporter);  // throws if ccache is not the cause
    throw Error(ExitCode::invalid,
                fmt::format("the repositories of the target '{}' have no ccache that can be installed for {}",
                            request.target->name, request.srpm().nevra.str()))
        .notes(error.notes())
        .hint(
            "add a repository that has it to the target's buildroot.repos (to the base repository: "
            "rpmworks-hostbase ccache), or set `ccache: false`");
  }
}

std::vector<PackageFile> RootMaker::fetch(const config::Target& target,
                                          const std::vector<engine::InstalledPackage>& packages,
                                          Reporter& reporter) {
  std::vector<upstream::PackageRequest> requests;
  std::vector<std::vector<const engine::InstalledPackage*>> wanted;
  for (const auto& repository : repositories(target, reporter)) {
    upstream::PackageRequest request{.repository = &repository, .packages = {}};
    std::vector<const engine::InstalledPackage*> of_it;
    for (const auto& package : packages) {
      if (package.repository != repository.metadata().name) continue;
      request.packages.push_back(
          {package.repository, package.href, package.sha256, package.size, package.nevra});
      of_it.push_back(&package);
    }
    if (of_it.empty()) continue;
    requests.push_back(std::move(request));
    wanted.push_back(std::move(of_it));
  }
  const auto fetched = upstream::fetch_packages(requests, k_downloads, reporter);
  std::vector<PackageFile> files;
  for (size_t i = 0; i < wanted.size(); ++i)
    for (size_t j = 0; j < wanted[i].size(); ++j) files.push_back({wanted[i][j], fetched.at(i).at(j).path});
  for (const auto& package : packages)
    if (package.repository.empty()) files.push_back({&package, m_store.blob(package.sha256)});
  return files;
}

// Warns once per run: if one root was changed, usually all of them were.
void RootMaker::warn_of_broken(const std::string& broken, Reporter& reporter) {
  if (m_has_warned.exchange(true)) {
    reporter.detail("another build root in the cache has changed and is made again: " + broken);
    return;
  }
  reporter.warning(
      fmt::format("build roots in {} have changed since they were made ({}) and are made again; a cache that "
                  "is saved and restored must keep owners, modes, links and extended attributes (docs/ci.md)",
                  m_cache.folder().string(), broken));
}

Root RootMaker::root(const engine::BuildRequest& request, const std::vector<std::string>& requirements,
                     sandbox::Layering layering, const fs::path& log, Reporter& reporter) {
  const config::Target& target = *request.target;
  const fs::path shown = request.result_folder / log.filename();
  BuildSet chosen = set(request, requirements, reporter);
  const std::string base_key = Digest()
                                   .field("base")
                                   .field(k_root_recipe)
                                   .field(root_kind())
                                   .field(digest_with_trust(target, chosen.base, reporter))
                                   .hex();
  const auto on_broken = [&](const std::string& broken) { warn_of_broken(broken, reporter); };
  bool made = false;
  CacheEntry base = m_cache.get(
      base_key,
      [&](const fs::path& entry) {
        made = true;
        Activity activity(reporter, "making the base root of", target.name);
        const auto files = fetch(target, chosen.base, reporter);
        make_or_leave_log(entry, log, shown,
                          [&] { make_base(entry, some_of(files, chosen.bootstrap), files); });
        activity.result(fmt::format("{} packages", files.size()));
      },
      on_broken);
  std::optional<CacheEntry> layer;
  if (!chosen.extra.empty()) {
    const std::string key = Digest()
                                .field("layer")
                                .field(k_root_recipe)
                                .field(base_key)
                                .field(sandbox::name_of(layering))
                                .field(digest_with_trust(target, chosen.extra, reporter))
                                .hex();
    layer = m_cache.get(
        key,
        [&](const fs::path& entry) {
          made = true;
          Activity activity(reporter, "installing BuildRequires of", request.srpm().nevra.str());
          const auto files = fetch(target, chosen.extra, reporter);
          make_or_leave_log(entry, log, shown, [&] { make_layer(entry, base.folder, files, layering); });
          activity.result(fmt::format("{} packages", files.size()));
        },
        on_broken);
  }
  if (made) m_cache.prune();
  return {std::move(chosen), std::move(base), std::move(layer)};
}

}  // namespace rpmworks::buildroot
