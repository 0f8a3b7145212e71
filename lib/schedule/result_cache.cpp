// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/result_cache.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "buildplan/earlier_providers.hpp"
#include "buildroot/compiler_cache.hpp"
#include "buildroot/listing.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/made_package.hpp"
#include "engine/staged_result.hpp"
#include "schedule/folder_aside.hpp"
#include "schedule/records.hpp"
#include "store/known_blob.hpp"

namespace rpmworks::schedule {

namespace {

// Raise it when keys or records change their meaning.
constexpr const char* k_version = "build 3";

FolderContent content_of(const KeptResult& kept) {
  return {.result = sha256(k_results.to_json(kept).dump())};
}

// The build options that change a result. Limits only decide whether there is a result.
void add_building(Digest& digest, const config::Building& building) {
  if (building.network) digest.field("network");
  if (!building.check) digest.field("no check");
}

// The digest of the list of the build root's packages.
std::string listing_in(const KeptResult& kept) {
  const auto listing = std::ranges::find(kept.files, buildroot::k_buildroot_file, &KeptResult::File::name);
  return listing == kept.files.end() ? std::string() : listing->sha256;
}

std::string version_of(const rpm::Nevra& nevra) {
  return nevra.evr.str() + "." + nevra.arch;
}

}  // namespace

ResultCache::ResultCache(const Setup& setup)
    : m_engine(setup.engine),
      m_target(setup.target),
      m_workspace(setup.workspace),
      m_store(setup.store),
      m_environment(setup.engine.environment_sha256(setup.target)) {}

std::string ResultCache::coarse_key(const Task& task) const {
  const srpm::Srpm& srpm = task.request.srpm();
  Digest digest;
  digest.field(k_version).field("visible").field(m_engine.name()).field(m_environment);
  digest.field(srpm.nevra.str()).field(srpm.sha256).field(std::to_string(srpm.commit_time));
  std::vector<std::string> visible;
  for (const engine::Artifact* artifact : task.visible) visible.push_back(artifact->sha256);
  std::ranges::sort(visible);
  for (const std::string& one : visible) digest.field(one);
  for (const auto& [name, value] : task.request.package->bootstrap_macros) digest.field(name).field(value);
  for (const std::string& requirement : task.request.extra_requires) digest.field(requirement);
  add_building(digest, task.request.building());
  // ccache is one more package in the root; the fine key covers it by the digest of the root's packages.
  if (buildroot::compiler_cache_limit(m_target, task.request.building()) != 0) digest.field("ccache");
  return digest.hex();
}

std::string ResultCache::fine_key(const Task& task, const std::string& buildroot) const {
  const srpm::Srpm& srpm = task.request.srpm();
  Digest digest;
  digest.field(k_version).field("buildroot").field(m_engine.name()).field(m_engine.version());
  // The same packages make another root when other keys are trusted.
  digest.field(m_engine.trust_sha256(m_target));
  digest.field(m_target.arch).field(m_target.dist).field(std::to_string(task.request.target->macros.size()));
  for (const auto& [name, value] : task.request.target->macros) digest.field(name).field(value);
  digest.field(srpm.nevra.str()).field(srpm.sha256).field(std::to_string(srpm.commit_time)).field(buildroot);
  add_building(digest, task.request.building());
  return digest.hex();
}

std::string ResultCache::last_key(const engine::Package& package) const {
  return Digest().field(k_version).field("last 2").field(m_target.name).field(package.label()).hex();
}

std::optional<ResultCache::Found> ResultCache::look_up(const Task& task, Reporter& reporter) const {
  if (auto kept = k_results.find(m_store, coarse_key(task), store::Blobs::present)) {
    if (auto result = load(task, *kept)) return Found{std::move(*result), std::move(*kept), false};
  }
  const std::string buildroot = m_engine.buildroot_sha256(task.request, reporter);
  if (auto kept = k_results.find(m_store, fine_key(task, buildroot), store::Blobs::present)) {
    if (auto result = load(task, *kept)) return Found{std::move(*result), std::move(*kept), true};
  }
  return std::nullopt;
}

std::optional<engine::BuildResult> ResultCache::peek(const Task& task, Reporter& reporter) const {
  auto found = look_up(task, reporter);
  return found ? std::optional(std::move(found->result)) : std::nullopt;
}

std::optional<engine::BuildResult> ResultCache::find(const Task& task, Reporter& reporter) {
  const auto begin = std::chrono::steady_clock::now();
  auto found = look_up(task, reporter);
  if (!found) return std::nullopt;
  if (found->by_buildroot) {
    k_results.put(m_store, coarse_key(task), found->kept);
    // So that the next build is compared with what this one would have been made from.
    LastBuild as_now = now(task, reporter);
    if (const auto before = last(*task.request.package)) {
      as_now.seconds = before->seconds;
      as_now.because = before->because;
    }
    note_last(*task.request.package, as_now);
  }
  if (!restore_folder(found->result, found->kept)) return std::nullopt;
  engine::BuildResult result = std::move(found->result);
  result.cached = true;
  result.reason = "nothing changed";
  result.elapsed = std::chrono::steady_clock::now() - begin;
  return result;
}

std::optional<engine::BuildResult> ResultCache::load(const Task& task, const KeptResult& kept) const try {
  engine::BuildResult result;
  result.name = task.request.srpm().name;
  result.target = m_target.name;
  result.engine = kept.engine;
  result.srpm_sha256 = task.request.srpm().sha256;
  result.buildroot_sha256 = kept.buildroot;
  result.buildroot_listing = listing_in(kept);
  result.folder = task.request.result_folder;
  for (const auto& [name, sha256] : kept.packages) {
    engine::Artifact artifact{.file_name = name, .sha256 = sha256};
    // Packages go into releases and into other build roots, so each must be whole.
    if (!store::has_blob_known_whole(m_store, artifact.sha256)) return std::nullopt;
    artifact.path = m_store.blob(artifact.sha256);
    artifact.package = rpm::read_package(artifact.path);
    engine::require_made_from(task.request.srpm(), artifact.package, artifact.file_name);
    result.packages.push_back(std::move(artifact));
  }
  for (const auto& [name, sha256] : kept.files) {
    const bool is_package = std::ranges::count(kept.packages, sha256, &KeptResult::File::sha256) != 0;
    // Logs are checked when they are copied into the result folder.
    if (!is_package && !m_store.has_blob(sha256)) return std::nullopt;
  }
  return result;
} catch (const Error&) {
  return std::nullopt;  // not a result of this source package: it is built again
}

// The folder and its files belong to the user, so the files are copies. A record in the store tells which
// result was last put there. Returns whether the store has every file undamaged.
bool ResultCache::restore_folder(const engine::BuildResult& result, const KeptResult& kept) const {
  const std::string key = sha256(result.folder.string());
  const FolderContent wanted = content_of(kept);
  if (fs::is_directory(result.folder) && k_folders.find(m_store, key) == wanted) return true;
  engine::StagedResult staged(m_workspace.tmp(), result.folder);
  for (const auto& [name, sha256_of_file] : kept.files)
    if (!m_store.copy_blob(sha256_of_file, staged.path() / fs::path(name).filename())) return false;
  const FolderAside earlier(result.folder, m_workspace.tmp());
  staged.publish();
  k_folders.put(m_store, key, wanted);
  return true;
}

void ResultCache::forget_folder(const fs::path& folder) {
  // For good: after a power cut the store must not take the new content for the earlier result.
  k_folders.remove(m_store, sha256(folder.string()));
}

void ResultCache::keep(const Task& task, engine::BuildResult& result, Reporter& reporter) {
  const engine::Package& package = *task.request.package;
  const srpm::Srpm& srpm = package.srpm;
  std::map<std::string, std::string> known{{srpm.file_name, srpm.sha256}};
  KeptResult kept{.engine = result.engine, .buildroot = result.buildroot_sha256};
  for (const engine::Artifact& artifact : result.packages) {
    known[artifact.file_name] = artifact.sha256;
    kept.packages.push_back({artifact.file_name, artifact.sha256});
  }
  for (const auto& entry : fs::directory_iterator(result.folder)) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    const std::string name = entry.path().filename().string();
    // The engine has just put its packages into the store, so they need not be read again.
    const auto at = known.find(name);
    kept.files.push_back({name, at != known.end() && m_store.has_blob(at->second)
                                    ? at->second
                                    : m_store.put_file(entry.path())});
  }
  result.buildroot_listing = listing_in(kept);
  k_results.put(m_store, coarse_key(task), kept);
  // The fine key needs the root to be as predicted: a build can ask for more packages while it runs.
  if (m_engine.buildroot_sha256(task.request, reporter) == result.buildroot_sha256) {
    k_results.put(m_store, fine_key(task, result.buildroot_sha256), kept);
  }
  k_folders.put(m_store, sha256(result.folder.string()), content_of(kept));
  buildplan::record_provides(m_store, m_target.name, package.label(), result.packages);
  LastBuild built = now(task, reporter);
  built.seconds = std::chrono::duration<double>(result.elapsed).count();
  if (const auto before = last(package)) built.because = changes(*before, built);
  note_last(package, built);
  k_seconds.put(m_store, last_key(package), built.seconds);
}

void ResultCache::note_last(const engine::Package& package, const LastBuild& last) {
  k_last_builds.put(m_store, last_key(package), last);
}

std::optional<LastBuild> ResultCache::last(const engine::Package& package) const {
  return k_last_builds.find(m_store, last_key(package));
}

LastBuild ResultCache::now(const Task& task, Reporter& reporter) const {
  const srpm::Srpm& srpm = task.request.srpm();
  const config::Building& building = task.request.building();
  const config::Target& target = *task.request.target;
  LastBuild now{.srpm_sha256 = srpm.sha256,
                .nevra = srpm.nevra.str(),
                .commit = srpm.commit,
                .environment = m_environment,
                .configuration = {{"engine", m_engine.version()},
                                  {"arch", target.arch},
                                  {"dist", target.dist},
                                  {"buildroot.install", join(target.install, " ")},
                                  {"keys", m_engine.trust_sha256(m_target)}}};
  for (const auto& [name, value] : target.macros) now.configuration["macro " + name] = value;
  if (building.network) now.configuration["network"] = "true";
  if (!building.check) now.configuration["check"] = "false";
  if (buildroot::compiler_cache_limit(target, building) != 0) now.configuration["ccache"] = "true";
  for (const engine::Artifact* artifact : task.visible)
    now.product[artifact->package.nevra.name] = {version_of(artifact->package.nevra), artifact->sha256};
  for (const engine::InstalledPackage& package : m_engine.buildroot(task.request, reporter))
    now.buildroot[package.nevra.name] = {version_of(package.nevra), package.sha256};
  return now;
}

std::optional<double> ResultCache::seconds(const engine::Package& package) const {
  // Read for each package before each run, so it has a record of its own: that of the last build is large.
  if (const auto known = k_seconds.find(m_store, last_key(package))) return known;
  const auto before = last(package);
  return before ? std::optional(before->seconds) : std::nullopt;
}

void ResultCache::note_failed(const engine::Package& package, std::chrono::nanoseconds elapsed) {
  const double took = std::chrono::duration<double>(elapsed).count();
  if (took <= seconds(package).value_or(0)) return;
  k_seconds.put(m_store, last_key(package), took);
}

BuildReason ResultCache::why(const Task& task, Reporter& reporter) const {
  const engine::Package& package = *task.request.package;
  const auto before = last(package);
  if (!before) return {.text = *source_reason(before, package.srpm.sha256)};
  return reason_for(*before, now(task, reporter));
}

}  // namespace rpmworks::schedule
