// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin/engine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildroot/listing.hpp"
#include "buildroot/root_cache.hpp"
#include "buildroot/root_maker.hpp"
#include "buildroot/rpmbuild.hpp"
#include "buildroot/work_place.hpp"
#include "builtin/failure.hpp"
#include "builtin/records.hpp"
#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/follower.hpp"
#include "engine/made_package.hpp"
#include "engine/state_log.hpp"

namespace rpmworks::builtin {

namespace {

constexpr const char* k_engine_version = "builtin 2";
constexpr int k_rpmbuild_wants_packages = 11;  // rpmbuild's exit code when BuildRequires are missing
constexpr const char* k_generator_began = "Executing(%generate_buildrequires)";
constexpr unsigned k_rounds = 8;  // of BuildRequires that come up only during a build

class BuiltinEngine : public engine::Engine {
 public:
  BuiltinEngine(const config::Config& config, const store::Workspace& workspace, store::Store& store,
                const BuiltinOptions& options)
      : m_workspace(workspace),
        m_store(store),
        m_options(options),
        m_cache(workspace.roots(), options.cache_limit_bytes),
        m_compiler_caches(workspace.roots(), config.product),
        m_roots(config, workspace, store, m_cache),
        m_place(m_cache, store, options.jobs) {
    m_cache.sweep();
  }

  std::string name() const override { return "builtin"; }
  std::string version() const override {
    return fmt::format("{} {}", k_engine_version, buildroot::k_root_recipe);
  }
  std::string environment_sha256(const config::Target& target) override;
  std::string trust_sha256(const config::Target& target) override {
    return m_roots.trust_sha256(target, Reporter::silent());
  }
  std::vector<upstream::Metadata> repositories(const config::Target& target, Reporter& reporter) override;
  std::string buildroot_sha256(const engine::BuildRequest& request, Reporter& reporter) override;
  std::vector<engine::Piece> buildroot(const engine::BuildRequest& request, Reporter& reporter) override;
  engine::BuildResult build(const engine::BuildRequest& request, Reporter& reporter) override;

 private:
  std::string found_key(const engine::BuildRequest& request, Reporter& reporter);
  std::vector<std::string> requirements_of(const engine::BuildRequest& request, Reporter& reporter);
  buildroot::RpmbuildRun run_of(const engine::BuildRequest& request, const buildroot::Root& root,
                                const fs::path& scratch, const fs::path& folder) const;
  void build_into(const engine::BuildRequest& request, const fs::path& folder,
                  engine::BuildFollower& follower, engine::BuildResult& result, Reporter& reporter);
  void take_packages(const engine::BuildRequest& request, const buildroot::RpmbuildRun& run,
                     const fs::path& folder, engine::BuildResult& result);

  const store::Workspace& m_workspace;
  store::Store& m_store;
  BuiltinOptions m_options;
  buildroot::RootCache m_cache;
  buildroot::CompilerCaches m_compiler_caches;
  buildroot::RootMaker m_roots;
  buildroot::WorkPlace m_place;
};

std::vector<std::string> sorted_once(std::vector<std::string> requirements) {
  std::sort(requirements.begin(), requirements.end());
  requirements.erase(std::unique(requirements.begin(), requirements.end()), requirements.end());
  return requirements;
}

std::vector<std::string> known_requirements(const engine::BuildRequest& request) {
  std::vector<std::string> requirements = request.srpm->info.build_requires;
  requirements.insert(requirements.end(), request.more_requires.begin(), request.more_requires.end());
  return sorted_once(std::move(requirements));
}

std::string BuiltinEngine::environment_sha256(const config::Target& target) {
  Digest digest;
  digest.field(k_engine_version).field(buildroot::k_root_recipe).field(target.arch).field(target.dist);
  digest.field(std::to_string(target.install.size()));
  for (const auto& requirement : target.install) digest.field(requirement);
  digest.field(std::to_string(target.macros.size()));
  for (const auto& [name, value] : target.macros) digest.field(name).field(value);
  for (const auto& repository : m_roots.repositories(target, Reporter::silent()))
    digest.field(repository.metadata().name).field(repository.metadata().repomd_sha256);
  return digest.field(trust_sha256(target)).hex();
}

std::vector<upstream::Metadata> BuiltinEngine::repositories(const config::Target& target,
                                                            Reporter& reporter) {
  std::vector<upstream::Metadata> metadata;
  for (const auto& repository : m_roots.repositories(target, reporter))
    metadata.push_back(repository.metadata());
  return metadata;
}

std::string BuiltinEngine::buildroot_sha256(const engine::BuildRequest& request, Reporter& reporter) {
  return digest_of(m_roots.set(request, requirements_of(request, reporter), reporter));
}

std::vector<engine::Piece> BuiltinEngine::buildroot(const engine::BuildRequest& request, Reporter& reporter) {
  return m_roots.set(request, requirements_of(request, reporter), reporter).all();
}

// What an earlier build of the same source package found out, in the same root, about what it requires beside
// what its header says.
std::string BuiltinEngine::found_key(const engine::BuildRequest& request, Reporter& reporter) {
  const auto initial = m_roots.set(request, known_requirements(request), reporter);
  Digest digest;
  digest.field(k_engine_version).field(request.srpm->sha256).field(digest_of(initial));
  digest.field(request.target->dist);
  for (const auto& [name, value] : request.target->macros) digest.field(name).field(value);
  return digest.hex();
}

std::vector<std::string> BuiltinEngine::requirements_of(const engine::BuildRequest& request,
                                                        Reporter& reporter) {
  auto found = k_found_requirements.find(m_store, found_key(request, reporter));
  return found ? std::move(*found) : known_requirements(request);
}

buildroot::RpmbuildRun BuiltinEngine::run_of(const engine::BuildRequest& request, const buildroot::Root& root,
                                             const fs::path& scratch, const fs::path& folder) const {
  buildroot::RpmbuildRun run;
  run.srpm = folder / request.srpm->file_name;
  run.layers = root.layers();
  run.scratch = scratch;
  run.log = folder / "build.log";
  run.arch = request.target->arch;
  run.macros = rpm::target_macros(request.target->macros, request.target->dist);
  run.source_date_epoch = request.srpm->commit_time;
  run.cpus = m_options.cpus;
  if (request.once_more) {
    run.cpus = m_options.cpus == 1 ? 2 : 1;
    run.processors = 1;
    run.umask = 077;
  }
  run.ceilings = buildroot::ceilings_of(request.srpm->building.limits.over(request.target->limits), scratch);
  run.network = request.srpm->building.network;
  run.check = request.srpm->building.check;
  return run;
}

void BuiltinEngine::take_packages(const engine::BuildRequest& request, const buildroot::RpmbuildRun& run,
                                  const fs::path& folder, engine::BuildResult& result) {
  const auto names = buildroot::collect_packages(run, folder);
  if (names.empty())
    throw Error(ExitCode::build, fmt::format("building {} made no package", request.srpm->nevra.str()))
        .note(
            fmt::format("its spec has no %files for any package that is built for {}", request.target->arch))
        .note(fmt::format("the whole log: {}", (request.result_folder / "build.log").string()))
        .hint(
            "add a %files section to the spec (an empty one makes a package of no files), or take it out of "
            "`packages`");
  std::vector<engine::Artifact> made;
  for (const auto& name : names) {
    made.push_back(
        {.file_name = name, .path = folder / name, .package = engine::read_made_package(folder / name)});
    engine::require_made_from(*request.srpm, made.back().package, name);
  }
  // Macros of the root may give packages other names than the spec has here. That takes a sandbox to find
  // out, and so it is asked only where something is not known.
  if (!engine::undeclared(made, *request.srpm, engine::declared_by(*request.srpm)).empty()) {
    const buildroot::RootCache::Scratch scratch = m_cache.scratch("-declared");
    const auto strangers =
        engine::undeclared(made, *request.srpm, buildroot::declared_in_root(run, scratch.path()));
    if (!strangers.empty()) throw engine::undeclared_error(*request.srpm, strangers);
  }
  for (engine::Artifact& artifact : made) {
    artifact.sha256 = m_store.put_file(folder / artifact.file_name);
    artifact.path = m_store.blob(artifact.sha256);
  }
  result.packages = std::move(made);
  std::sort(
      result.packages.begin(), result.packages.end(),
      [](const engine::Artifact& a, const engine::Artifact& b) { return a.package.nevra < b.package.nevra; });
}

void BuiltinEngine::build_into(const engine::BuildRequest& request, const fs::path& folder,
                               engine::BuildFollower& follower, engine::BuildResult& result,
                               Reporter& reporter) {
  const auto& srpm = *request.srpm;
  const auto read_on = [&follower] { follower.read_on(); };
  engine::StateLog state(folder / "state.log", fmt::format("rpmworks engine {}", k_engine_version), read_on);
  state.start("run");
  std::vector<std::string> requirements = requirements_of(request, reporter);
  // The second build of two that are compared is to prove the first.
  uint64_t compiler_cache =
      request.once_more ? 0 : buildroot::compiler_cache_limit(*request.target, srpm.building);
  bool may_be_in_memory = true;
  AskedLater asked;
  for (unsigned round = 1;;) {
    throw_if_cancelled();
    state.start("build setup for " + srpm.file_name);
    const sandbox::Layering layering = m_place.layering(reporter);
    const buildroot::Root root = [&] {
      try {
        return m_roots.root(request, requirements, layering, folder / "root.log", reporter);
      } catch (const Error& error) {
        if (error.code() != ExitCode::invalid || asked.empty()) throw;
        throw_asked_in_vain(request, asked, folder, error);
      }
    }();
    result.buildroot_sha256 = digest_of(root.set);
    for (const char* const name :
         {"root.log", "installed_pkgs.log", "build.log", buildroot::k_buildroot_file})
      fs::remove(folder / name);  // of the round before
    write_new_file(folder / "root.log", root.log());
    write_new_file(folder / buildroot::k_buildroot_file,
                   buildroot::buildroot_json(root.set.all(), result.buildroot_sha256));
    write_new_file(folder / "installed_pkgs.log", root.installed_packages());
    state.finish("build setup for " + srpm.file_name);

    const buildroot::RootCache::Scratch scratch =
        m_cache.scratch(request.once_more ? "-once-more-in-another-folder" : "");
    buildroot::RpmbuildRun run = run_of(request, root, scratch.path(), folder);
    run.layering = layering;
    if (may_be_in_memory) run.memory_bytes = m_place.memory(request, reporter);
    run.on_beat = read_on;
    if (compiler_cache != 0)
      run.compiler_cache =
          m_compiler_caches.use(*request.target, compiler_cache, run.layers, root.set, reporter);
    state.start("rpmbuild " + srpm.file_name);
    const buildroot::RpmbuildEnd ended = buildroot::rpmbuild(run);
    state.finish("rpmbuild " + srpm.file_name);
    if (ended.process.ok() && ended.outgrew_memory.empty()) {
      take_packages(request, run, folder, result);
      if (round > 1) k_found_requirements.put(m_store, found_key(request, reporter), requirements);
      state.finish("run");
      return;
    }
    const std::string end = engine::end_of_log(run.log);
    if (run.compiler_cache && !ended.limit && buildroot::is_failure_of_ccache(end)) {
      reporter.warning(
          fmt::format("building {}: the kept results of compilers in {} are of no use and thrown away",
                      srpm.nevra.str(), run.compiler_cache->folder.string()));
      buildroot::empty_compiler_cache(run.compiler_cache->folder);
      compiler_cache = 0;
      continue;
    }
    const engine::Failure failure = engine::diagnose(end);
    if (!ended.limit && run.memory_bytes && (failure.no_space || !ended.outgrew_memory.empty())) {
      m_place.outgrown(request, run.memory_bytes);
      reporter.note(
          fmt::format("{} is built again, on disk: {}", srpm.nevra.str(),
                      ended.outgrew_memory.empty() ? "it found no room in memory" : ended.outgrew_memory));
      may_be_in_memory = false;
      continue;
    }
    const bool disk_is_full = met_end_of_disk(request, ended) ||
                              (!ended.limit && failure.no_space &&
                               (engine::is_nearly_full(run.scratch) || engine::is_nearly_full(folder)));
    // What the header of the source package did not say: the spec, parsed in the target's own root, asks for
    // more, or %generate_buildrequires does.
    // rpmbuild looks at what the spec asks for before the generator runs.
    asked = {};
    auto& found = end.find(k_generator_began) != std::string::npos ? asked.by_generator : asked.by_spec;
    found = failure.missing;
    if (ended.process.exit_code == k_rpmbuild_wants_packages)
      for (auto& requirement : buildroot::generated_requirements(run))
        found.push_back(std::move(requirement));
    asked.leave_out(requirements);
    std::vector<std::string> more = requirements;
    more.insert(more.end(), asked.by_spec.begin(), asked.by_spec.end());
    more.insert(more.end(), asked.by_generator.begin(), asked.by_generator.end());
    more = sorted_once(std::move(more));
    if (more == requirements || round == k_rounds || disk_is_full || ended.limit)
      throw_failed(request, run, ended, folder, failure, disk_is_full);
    requirements = std::move(more);
    ++round;
  }
}

engine::BuildResult BuiltinEngine::build(const engine::BuildRequest& request, Reporter& reporter) {
  const auto begin = std::chrono::steady_clock::now();
  // Said once and plainly, before the first thing that would fail without sandboxes.
  m_place.layering(reporter);
  const auto& srpm = *request.srpm;
  engine::BuildResult result;
  result.name = srpm.name;
  result.target = request.target->name;
  result.engine = name();
  result.srpm_sha256 = srpm.sha256;
  result.folder = request.result_folder;

  Activity activity(reporter, "building", srpm.nevra.str());
  TempDir aside(m_workspace.tmp(), "result-");
  engine::BuildFollower follower(aside.path(), reporter);
  const auto publish = [&] {
    write_new_file(aside.path() / "phases.json", engine::phases_json(follower.phases()));
    fs::permissions(aside.path(), fs::perms(0755));
    sync_tree(aside.path());
    make_folders(request.result_folder.parent_path());
    rename_durably(aside.path(), request.result_folder);
    aside.release();
  };
  // A copy, as everything in the result folder: people may do with it what they like.
  copy_file_contents(srpm.path, aside.path() / srpm.file_name);
  try {
    build_into(request, aside.path(), follower, result, reporter);
  } catch (const Error& error) {
    // The logs of what failed are wanted; of what was interrupted nothing is.
    const bool is_its_own = error.code() == ExitCode::build || error.code() == ExitCode::invalid ||
                            error.code() == ExitCode::trust;
    if (is_its_own) {
      engine::remove_made_packages(aside.path(), srpm.file_name);
      note_setup_failure(aside.path(), error);
      publish();
    }
    throw;
  }
  publish();
  result.phases = follower.phases();
  result.elapsed = std::chrono::steady_clock::now() - begin;
  activity.result(counted(result.packages.size(), "package"));
  return result;
}

}  // namespace

std::unique_ptr<engine::Engine> make_builtin_engine(const config::Config& config,
                                                    const store::Workspace& workspace, store::Store& store,
                                                    const BuiltinOptions& options) {
  return std::make_unique<BuiltinEngine>(config, workspace, store, options);
}

}  // namespace rpmworks::builtin
