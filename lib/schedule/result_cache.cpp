// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/result_cache.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "buildplan/earlier_names.hpp"
#include "buildplan/plan.hpp"
#include "buildroot/compiler_cache.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/made_package.hpp"
#include "schedule/records.hpp"

namespace rpmworks::schedule {

namespace {

// To be raised when keys or records change their meaning.
constexpr const char* k_version = "build 3";
constexpr size_t k_names_shown = 3;

FolderContent content_of(const KeptResult& kept) {
  return {.result = sha256(k_results.to_json(kept).dump())};
}

// Of how a package is built, what its result depends on. What it may take at most only decides whether there
// is one.
void add_building(Digest& digest, const config::Building& building) {
  if (building.network) digest.field("network");
  if (!building.check) digest.field("no check");
}

std::string version_of(const rpm::Nevra& nevra) {
  return nevra.evr.str() + "." + nevra.arch;
}

}  // namespace

ResultCache::ResultCache(engine::Engine& engine, const config::Target& target,
                         const store::Workspace& workspace, store::Store& store)
    : m_engine(engine),
      m_target(target),
      m_workspace(workspace),
      m_store(store),
      m_environment(engine.environment_sha256(target)) {}

std::string ResultCache::coarse_key(const Task& task) const {
  const srpm::Srpm& srpm = *task.request.srpm;
  Digest digest;
  digest.field(k_version).field("visible").field(m_engine.name()).field(m_environment);
  digest.field(srpm.nevra.str()).field(srpm.sha256).field(std::to_string(srpm.commit_time));
  std::vector<std::string> visible;
  for (const engine::Artifact* artifact : task.visible) visible.push_back(artifact->sha256);
  std::ranges::sort(visible);
  for (const std::string& one : visible) digest.field(one);
  for (const auto& [name, value] : srpm.extra_macros) digest.field(name).field(value);
  for (const std::string& requirement : task.request.more_requires) digest.field(requirement);
  add_building(digest, srpm.building);
  // Another root: which one the digest of the root's packages says.
  if (buildroot::compiler_cache_limit(m_target, srpm.building) != 0) digest.field("ccache");
  return digest.hex();
}

std::string ResultCache::fine_key(const Task& task, const std::string& buildroot) const {
  const srpm::Srpm& srpm = *task.request.srpm;
  Digest digest;
  digest.field(k_version).field("buildroot").field(m_engine.name()).field(m_engine.version());
  // A root of the same packages is another one when others are trusted to have made them.
  digest.field(m_engine.trust_sha256(m_target));
  digest.field(m_target.arch).field(m_target.dist).field(std::to_string(task.request.target->macros.size()));
  for (const auto& [name, value] : task.request.target->macros) digest.field(name).field(value);
  digest.field(srpm.nevra.str()).field(srpm.sha256).field(std::to_string(srpm.commit_time)).field(buildroot);
  add_building(digest, srpm.building);
  return digest.hex();
}

std::string ResultCache::last_key(const srpm::Srpm& srpm) const {
  return Digest().field(k_version).field("last 2").field(m_target.name).field(buildplan::label(srpm)).hex();
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
    // A later build is compared with what this one would have been made from.
    LastBuild as_now = now(task, reporter);
    if (const auto before = last(*task.request.srpm)) {
      as_now.seconds = before->seconds;
      as_now.because = before->because;
    }
    note_last(*task.request.srpm, as_now);
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
  result.name = task.request.srpm->name;
  result.target = m_target.name;
  result.engine = kept.engine;
  result.srpm_sha256 = task.request.srpm->sha256;
  result.buildroot_sha256 = kept.buildroot;
  result.folder = task.request.result_folder;
  for (const auto& [name, sha256] : kept.packages) {
    engine::Artifact artifact{.file_name = name, .sha256 = sha256};
    // They go into releases and into the roots of others: the kernel's word is not enough, one that was
    // damaged is built again.
    if (!m_store.has_whole_blob(artifact.sha256)) return std::nullopt;
    artifact.path = m_store.blob(artifact.sha256);
    artifact.package = rpm::read_package(artifact.path);
    engine::require_made_from(*task.request.srpm, artifact.package, artifact.file_name);
    result.packages.push_back(std::move(artifact));
  }
  for (const auto& [name, sha256] : kept.files) {
    const bool is_package = std::ranges::count(kept.packages, sha256, &KeptResult::File::sha256) != 0;
    if (!is_package && !store::has_blob_known_whole(m_store, sha256)) return std::nullopt;
  }
  return result;
} catch (const Error&) {
  return std::nullopt;  // what is no result of this source package is built again
}

// The folder belongs to the user, and so do the files in it: they are copies. The store remembers which
// result was last put there. Gives whether the store has everything whole.
bool ResultCache::restore_folder(const engine::BuildResult& result, const KeptResult& kept) const {
  const std::string key = sha256(result.folder.string());
  const FolderContent wanted = content_of(kept);
  if (fs::is_directory(result.folder) && k_folders.find(m_store, key) == wanted) return true;
  TempDir aside(m_workspace.tmp(), "result-");
  for (const auto& [name, sha256_of_file] : kept.files)
    if (!m_store.copy_blob(sha256_of_file, aside.path() / fs::path(name).filename())) return false;
  fs::permissions(aside.path(), fs::perms(0755));
  const FolderAside earlier(result.folder, m_workspace.tmp());
  make_folders(result.folder.parent_path());
  rename_durably(aside.path(), result.folder);
  aside.release();
  k_folders.put(m_store, key, wanted);
  return true;
}

void ResultCache::forget_folder(const fs::path& folder) {
  // For good: after a power cut the store must not take the new content for the earlier result.
  k_folders.remove(m_store, sha256(folder.string()));
}

void ResultCache::keep(const Task& task, const engine::BuildResult& result, Reporter& reporter) {
  const srpm::Srpm& srpm = *task.request.srpm;
  std::map<std::string, std::string> known{{srpm.file_name, srpm.sha256}};
  KeptResult kept{.engine = result.engine, .buildroot = result.buildroot_sha256};
  for (const engine::Artifact& artifact : result.packages) {
    known[artifact.file_name] = artifact.sha256;
    kept.packages.push_back({artifact.file_name, artifact.sha256});
  }
  for (const auto& entry : fs::directory_iterator(result.folder)) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    const std::string name = entry.path().filename().string();
    // The engine has just put its packages there: they need not be read again.
    const auto at = known.find(name);
    kept.files.push_back({name, at != known.end() && m_store.has_blob(at->second)
                                    ? at->second
                                    : m_store.put_file(entry.path())});
  }
  k_results.put(m_store, coarse_key(task), kept);
  // Only a root that was foreseen may spare a build: a build can ask for packages that nobody knew of before.
  if (m_engine.buildroot_sha256(task.request, reporter) == result.buildroot_sha256) {
    k_results.put(m_store, fine_key(task, result.buildroot_sha256), kept);
  }
  k_folders.put(m_store, sha256(result.folder.string()), content_of(kept));
  buildplan::note_names(m_store, m_target.name, buildplan::label(srpm), result.packages);
  LastBuild built = now(task, reporter);
  built.seconds = std::chrono::duration<double>(result.elapsed).count();
  if (const auto before = last(srpm)) built.because = changes(*before, built);
  note_last(srpm, built);
  k_seconds.put(m_store, last_key(srpm), built.seconds);
}

void ResultCache::note_last(const srpm::Srpm& srpm, const LastBuild& last) {
  k_last_builds.put(m_store, last_key(srpm), last);
}

std::optional<LastBuild> ResultCache::last(const srpm::Srpm& srpm) const {
  return k_last_builds.find(m_store, last_key(srpm));
}

LastBuild ResultCache::now(const Task& task, Reporter& reporter) const {
  const srpm::Srpm& srpm = *task.request.srpm;
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
  if (srpm.building.network) now.configuration["network"] = "true";
  if (!srpm.building.check) now.configuration["check"] = "false";
  if (buildroot::compiler_cache_limit(target, srpm.building) != 0) now.configuration["ccache"] = "true";
  for (const engine::Artifact* artifact : task.visible)
    now.product[artifact->package.nevra.name] = {version_of(artifact->package.nevra), artifact->sha256};
  for (const engine::Piece& piece : m_engine.buildroot(task.request, reporter))
    now.buildroot[piece.nevra.name] = {version_of(piece.nevra), piece.sha256};
  return now;
}

std::optional<double> ResultCache::seconds(const srpm::Srpm& srpm) const {
  if (const auto known = k_seconds.find(m_store, last_key(srpm))) return known;
  const auto before = last(srpm);
  return before ? std::optional(before->seconds) : std::nullopt;
}

void ResultCache::note_failed(const srpm::Srpm& srpm, std::chrono::nanoseconds elapsed) {
  const double took = std::chrono::duration<double>(elapsed).count();
  if (took <= seconds(srpm).value_or(0)) return;
  k_seconds.put(m_store, last_key(srpm), took);
}

std::string ResultCache::why(const Task& task) const {
  const auto before = last(*task.request.srpm);
  if (!before) return "never built";
  std::vector<std::string> names;
  bool is_configuration = false;
  for (const Change& change : changes(*before, now(task, Reporter::silent()))) {
    if (change.kind == Change::Kind::source) return "SRPM changed";
    is_configuration |= change.kind == Change::Kind::configuration;
    if (change.kind != Change::Kind::configuration) names.push_back(change.name);
  }
  if (names.size() > k_names_shown)
    return fmt::format("{} and {} more changed", names.front(), names.size() - 1);
  if (!names.empty()) return join(names, ", ") + " changed";
  if (is_configuration || before->environment != m_environment)
    return "the target or its repositories changed";
  return "its result is no longer in the store";
}

FolderAside::FolderAside(const fs::path& folder, const fs::path& tmp) : m_folder(folder) {
  if (!fs::exists(fs::symlink_status(folder))) return;
  m_aside.emplace(tmp, "replaced-");
  rename_durably(folder, m_aside->path() / "folder");
}

FolderAside::~FolderAside() {
  if (!m_aside || fs::exists(fs::symlink_status(m_folder))) return;
  try {
    rename_durably(m_aside->path() / "folder", m_folder);
  } catch (const Error&) {
    // The store still has what was in it.
  }
}

}  // namespace rpmworks::schedule
