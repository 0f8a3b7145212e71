// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/builtin_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

#include "build/build_set.hpp"
#include "build/failure.hpp"
#include "build/install.hpp"
#include "build/root_cache.hpp"
#include "build/rpmbuild.hpp"
#include "build/state_log.hpp"
#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::build {

namespace {

constexpr const char* k_engine_version = "builtin 1";
constexpr int k_rpmbuild_wants_packages = 11;  // rpmbuild's exit code when BuildRequires are missing
constexpr unsigned k_rounds = 8;               // of BuildRequires that come up only during a build

// A target's repositories, opened once in a run.
struct OpenTarget {
  std::vector<upstream::Repository> repositories;
};

// The build root of one build: the entries stay locked as long as this lives.
struct Root {
  BuildSet set;
  CacheEntry base;
  std::optional<CacheEntry> layer;

  std::vector<fs::path> layers() const {
    std::vector<fs::path> folders;
    if (layer) folders.push_back(layer->folder / "upper");
    folders.push_back(base.folder / "root");
    return folders;
  }
  const fs::path& listing() const { return layer ? layer->folder : base.folder; }
};

class BuiltinEngine : public Engine {
 public:
  BuiltinEngine(const config::Config& config, const store::Workspace& workspace, store::Store& store,
                const BuiltinOptions& options)
      : m_config(config),
        m_workspace(workspace),
        m_store(store),
        m_options(options),
        m_cache(workspace.roots(), options.cache_limit_bytes) {
    m_cache.sweep();
  }

  std::string name() const override { return "builtin"; }
  std::string environment_sha256(const config::Target& target) override;
  std::vector<upstream::Metadata> repositories(const config::Target& target, Reporter& reporter) override;
  std::string buildroot_sha256(const BuildRequest& request, Reporter& reporter) override;
  BuildResult build(const BuildRequest& request, Reporter& reporter) override;

 private:
  const OpenTarget& open(const config::Target& target, Reporter& reporter);
  Sources sources_of(const BuildRequest& request, Reporter& reporter);
  std::string digest_of_local(const fs::path& file) const;
  BuildSet set_of(const BuildRequest& request, const std::vector<std::string>& requirements,
                  Reporter& reporter);
  Root root_of(const BuildRequest& request, const std::vector<std::string>& requirements, Reporter& reporter);
  std::vector<PieceFile> fetch(const config::Target& target, const std::vector<Piece>& pieces,
                               Reporter& reporter);
  void build_into(const BuildRequest& request, const fs::path& folder, BuildResult& result,
                  Reporter& reporter);
  void take_packages(const RpmbuildRun& run, const fs::path& folder, BuildResult& result);
  [[noreturn]] void throw_failed(const BuildRequest& request, const ProcessResult& ended,
                                 const fs::path& folder, const Failure& failure) const;

  const config::Config& m_config;
  const store::Workspace& m_workspace;
  store::Store& m_store;
  BuiltinOptions m_options;
  RootCache m_cache;
  std::mutex m_mutex;
  std::map<std::string, OpenTarget> m_targets;
};

std::vector<std::string> base_requirements(const config::Target& target) {
  std::vector<std::string> requirements = target.install;
  if (std::find(requirements.begin(), requirements.end(), "rpm-build") == requirements.end())
    requirements.emplace_back("rpm-build");
  return requirements;
}

std::vector<std::string> sorted_once(std::vector<std::string> requirements) {
  std::sort(requirements.begin(), requirements.end());
  requirements.erase(std::unique(requirements.begin(), requirements.end()), requirements.end());
  return requirements;
}

// Files made in a root by real root carry other marks of overlays than those of a user namespace.
std::string root_kind() {
  return ::geteuid() == 0 ? "root" : "user";
}

const OpenTarget& BuiltinEngine::open(const config::Target& target, Reporter& reporter) {
  const std::lock_guard guard(m_mutex);
  if (const auto found = m_targets.find(target.name); found != m_targets.end()) return found->second;
  OpenTarget opened;
  for (const auto& name : target.repos) {
    const auto& upstream = m_config.upstreams.at(*name);
    rpm::Keyring keyring;
    for (const auto& trusted : upstream.trust) {
      const auto& key = m_config.keys.at(*trusted);
      keyring.add(key.public_key, key.fingerprint);
    }
    opened.repositories.push_back(upstream::Repository::open(upstream.name, upstream.baseurl,
                                                             upstream.mirrorlist, std::move(keyring),
                                                             m_workspace.upstreams(), reporter));
  }
  return m_targets.emplace(target.name, std::move(opened)).first->second;
}

std::string BuiltinEngine::environment_sha256(const config::Target& target) {
  Digest digest;
  digest.field(k_engine_version).field(k_root_recipe).field(target.arch).field(target.dist);
  digest.field(std::to_string(target.install.size()));
  for (const auto& requirement : target.install) digest.field(requirement);
  digest.field(std::to_string(target.macros.size()));
  for (const auto& [name, value] : target.macros) digest.field(name).field(value);
  for (const auto& repository : open(target, Reporter::silent()).repositories)
    digest.field(repository.metadata().name).field(repository.metadata().repomd_sha256);
  return digest.hex();
}

std::vector<upstream::Metadata> BuiltinEngine::repositories(const config::Target& target,
                                                            Reporter& reporter) {
  std::vector<upstream::Metadata> metadata;
  for (const auto& repository : open(target, reporter).repositories)
    metadata.push_back(repository.metadata());
  return metadata;
}

std::string BuiltinEngine::buildroot_sha256(const BuildRequest& request, Reporter& reporter) {
  return digest_of(set_of(request, sorted_once(request.srpm->info.build_requires), reporter));
}

std::string BuiltinEngine::digest_of_local(const fs::path& file) const {
  // Blobs of the store are named by their digest: no need to read them.
  const std::string name = file.parent_path().filename().string() + file.filename().string();
  if (m_store.has_blob(name) && m_store.blob(name) == file) return name;
  return digest_of_file(file);
}

Sources BuiltinEngine::sources_of(const BuildRequest& request, Reporter& reporter) {
  Sources sources;
  sources.arch = request.target->arch;
  for (const auto& repository : open(*request.target, reporter).repositories)
    sources.repositories.push_back(&repository.metadata());
  std::vector<std::pair<std::string, fs::path>> locals;
  for (const auto& file : request.local_packages) locals.emplace_back(digest_of_local(file), file);
  std::sort(locals.begin(), locals.end());
  for (auto& [digest, file] : locals) {
    sources.local_digests.push_back(digest);
    sources.local_packages.push_back(std::move(file));
  }
  return sources;
}

BuildSet BuiltinEngine::set_of(const BuildRequest& request, const std::vector<std::string>& requirements,
                               Reporter& reporter) {
  const Sources sources = sources_of(request, reporter);
  const auto base = base_requirements(*request.target);
  const std::string key = key_of(sources, base, requirements);
  if (const auto known = m_store.record("build-set", key)) return BuildSet::from_json(*known);
  BuildSet set = resolve(sources, base, requirements, request.srpm->nevra.str());
  m_store.put_record("build-set", key, set.to_json());
  return set;
}

std::vector<PieceFile> BuiltinEngine::fetch(const config::Target& target, const std::vector<Piece>& pieces,
                                            Reporter& reporter) {
  std::vector<PieceFile> files;
  for (const auto& repository : open(target, reporter).repositories) {
    std::vector<upstream::Location> locations;
    std::vector<const Piece*> wanted;
    for (const auto& piece : pieces) {
      if (piece.repository != repository.metadata().name) continue;
      locations.push_back({piece.repository, piece.href, piece.sha256, piece.size, piece.nevra});
      wanted.push_back(&piece);
    }
    if (locations.empty()) continue;
    const auto fetched = repository.fetch(locations, 4, reporter);
    for (size_t i = 0; i < wanted.size(); ++i) files.push_back({wanted[i], fetched.at(i)});
  }
  for (const auto& piece : pieces)
    if (piece.repository.empty()) files.push_back({&piece, piece.href});
  return files;
}

Root BuiltinEngine::root_of(const BuildRequest& request, const std::vector<std::string>& requirements,
                            Reporter& reporter) {
  BuildSet set = set_of(request, requirements, reporter);
  const std::string base_key =
      Digest().field("base").field(k_root_recipe).field(root_kind()).field(digest_of(set.base)).hex();
  bool made = false;
  CacheEntry base = m_cache.get(base_key, [&](const fs::path& entry) {
    made = true;
    Activity activity(reporter, "making the base root of", request.target->name);
    const auto files = fetch(*request.target, set.base, reporter);
    const auto bootstrap = fetch(*request.target, set.bootstrap, reporter);
    make_base(entry, bootstrap, files);
    activity.result(fmt::format("{} packages", files.size()));
  });
  std::optional<CacheEntry> layer;
  if (!set.extra.empty()) {
    const std::string key =
        Digest().field("layer").field(k_root_recipe).field(base_key).field(digest_of(set.extra)).hex();
    layer = m_cache.get(key, [&](const fs::path& entry) {
      made = true;
      Activity activity(reporter, "installing BuildRequires of", request.srpm->nevra.str());
      const auto files = fetch(*request.target, set.extra, reporter);
      make_layer(entry, base.folder, files);
      activity.result(fmt::format("{} packages", files.size()));
    });
  }
  if (made) m_cache.prune();
  return {std::move(set), std::move(base), std::move(layer)};
}

void write_root_log(const Root& root, const fs::path& folder) {
  std::string text =
      fmt::format("base root {}: {} packages\n", root.base.folder.filename().string(), root.set.base.size());
  text += read_file(root.base.folder / "root.log");
  if (root.layer) {
    text += fmt::format("BuildRequires {}: {} packages\n", root.layer->folder.filename().string(),
                        root.set.extra.size());
    text += read_file(root.layer->folder / "root.log");
  }
  write_file_atomically(folder / "root.log", text);
}

void BuiltinEngine::take_packages(const RpmbuildRun& run, const fs::path& folder, BuildResult& result) {
  for (const auto& name : collect_packages(run, folder)) {
    Artifact artifact;
    artifact.file_name = name;
    artifact.package = rpm::read_package(folder / name);
    artifact.sha256 = m_store.put_file(folder / name);
    artifact.path = m_store.blob(artifact.sha256);
    result.packages.push_back(std::move(artifact));
  }
  std::sort(result.packages.begin(), result.packages.end(),
            [](const Artifact& a, const Artifact& b) { return a.package.nevra < b.package.nevra; });
}

void BuiltinEngine::throw_failed(const BuildRequest& request, const ProcessResult& ended,
                                 const fs::path& folder, const Failure& failure) const {
  const std::string nevra = request.srpm->nevra.str();
  const std::string log = (folder / "build.log").string();
  std::string what;
  if (ended.timed_out)
    what = fmt::format("building {} took longer than {} and was ended", nevra,
                       human_duration(m_options.deadline));
  else if (failure.phase.empty())
    what = fmt::format("building {} failed: rpmbuild exited with {}", nevra, ended.exit_code);
  else if (failure.phase == "files")
    what = fmt::format("building {} failed: %files does not match what was installed", nevra);
  else
    what = fmt::format("building {} failed in {}", nevra, failure.phase);
  Error error(ExitCode::build, std::move(what));
  throw std::move(error)
      .notes(failure.lines)
      .note(fmt::format("the whole log: {}", log))
      .hint(failure.hint.empty() ? "the cause stands near the end of the log" : failure.hint);
}

void BuiltinEngine::build_into(const BuildRequest& request, const fs::path& folder, BuildResult& result,
                               Reporter& reporter) {
  const auto& srpm = *request.srpm;
  const auto& target = *request.target;
  StateLog state(folder / "state.log", fmt::format("rpmworks engine {}", k_engine_version));
  state.start("run");
  std::vector<std::string> requirements = srpm.info.build_requires;
  for (unsigned round = 1;; ++round) {
    throw_if_cancelled();
    requirements = sorted_once(std::move(requirements));

    state.start("build setup for " + srpm.file_name);
    const Root root = root_of(request, requirements, reporter);
    result.buildroot_sha256 = digest_of(root.set);
    write_root_log(root, folder);
    copy_file_contents(root.listing() / "installed_pkgs.log", folder / "installed_pkgs.log");
    state.finish("build setup for " + srpm.file_name);

    const RootCache::Scratch scratch = m_cache.scratch();
    fs::remove(folder / "build.log");
    RpmbuildRun run;
    run.srpm = folder / srpm.file_name;
    run.layers = root.layers();
    run.scratch = scratch.path();
    run.log = folder / "build.log";
    run.arch = target.arch;
    run.macros = target.macros;
    if (!target.dist.empty()) run.macros.emplace("dist", target.dist);
    run.source_date_epoch = srpm.commit_time;
    run.cpus = m_options.cpus;
    run.deadline = m_options.deadline;

    state.start("rpmbuild " + srpm.file_name);
    const ProcessResult ended = rpmbuild(run);
    state.finish("rpmbuild " + srpm.file_name);
    if (ended.ok()) {
      take_packages(run, folder, result);
      state.finish("run");
      return;
    }
    const Failure failure = diagnose(read_file(run.log));
    // What the header of the source package did not say: the spec, parsed in the target's own root, asks for
    // more, or %generate_buildrequires does.
    std::vector<std::string> more = failure.missing;
    if (ended.exit_code == k_rpmbuild_wants_packages)
      for (auto& requirement : generated_requirements(run)) more.push_back(std::move(requirement));
    const size_t before = requirements.size();
    for (auto& requirement : more)
      if (std::find(requirements.begin(), requirements.end(), requirement) == requirements.end())
        requirements.push_back(std::move(requirement));
    if (requirements.size() == before || round == k_rounds)
      throw_failed(request, ended, request.result_folder, failure);
  }
}

BuildResult BuiltinEngine::build(const BuildRequest& request, Reporter& reporter) {
  const auto begin = std::chrono::steady_clock::now();
  const auto& srpm = *request.srpm;
  BuildResult result;
  result.name = srpm.name;
  result.target = request.target->name;
  result.engine = name();
  result.srpm_sha256 = srpm.sha256;
  result.folder = request.result_folder;

  Activity activity(reporter, "building", srpm.nevra.str());
  TempDir aside(m_workspace.tmp(), "result-");
  const auto publish = [&] {
    fs::permissions(aside.path(), fs::perms(0755));
    make_folders(request.result_folder.parent_path());
    rename_durably(aside.path(), request.result_folder);
    aside.release();
  };
  link_or_copy(srpm.path, aside.path() / srpm.file_name);
  try {
    build_into(request, aside.path(), result, reporter);
  } catch (const Error& error) {
    // The logs of what failed are wanted; of what was interrupted nothing is.
    if (error.code() == ExitCode::build) publish();
    throw;
  }
  publish();
  result.elapsed = std::chrono::steady_clock::now() - begin;
  activity.result(fmt::format("{} packages", result.packages.size()));
  return result;
}

}  // namespace

std::unique_ptr<Engine> make_builtin_engine(const config::Config& config, const store::Workspace& workspace,
                                            store::Store& store, const BuiltinOptions& options) {
  return std::make_unique<BuiltinEngine>(config, workspace, store, options);
}

}  // namespace rpmworks::build
