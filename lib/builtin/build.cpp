// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin/build.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildroot/listing.hpp"
#include "buildroot/rpmbuild.hpp"
#include "builtin/requirements.hpp"
#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/made_package.hpp"

namespace rpmworks::builtin {

namespace {

constexpr int k_rpmbuild_wants_packages = 11;  // rpmbuild's exit code when BuildRequires are missing
constexpr const char* k_generator_began = "Executing(%generate_buildrequires)";
constexpr unsigned k_rounds = 8;  // of BuildRequires that come up only during a build

}  // namespace

Build::Build(Parts& parts, const engine::BuildRequest& request, const fs::path& folder,
             engine::BuildFollower& follower, Reporter& reporter)
    : m_parts(parts),
      m_request(request),
      m_folder(folder),
      m_follower(follower),
      m_reporter(reporter),
      m_state(folder / "state.log", fmt::format("rpmworks engine {}", k_engine_version),
              [this] { m_follower.read_on(); }) {}

void Build::run() {
  m_state.start("run");
  m_requirements = requirements_of(m_request, m_parts, m_reporter);
  // A second build for comparison must not reuse results of the first one.
  if (!m_request.second_build)
    m_compiler_cache = buildroot::compiler_cache_limit(*m_request.target, m_request.building());
  while (!attempt()) {
  }
  m_state.finish("run");
}

// Returns whether packages were built; otherwise the next attempt is prepared.
bool Build::attempt() {
  throw_if_cancelled();
  const std::string& srpm = m_request.srpm().file_name;
  m_state.start("build setup for " + srpm);
  const sandbox::Layering layering = m_parts.overlays.layering(m_reporter);
  const buildroot::Root root = make_root(layering);
  write_root_logs(root);
  m_state.finish("build setup for " + srpm);

  const buildroot::RootCache::Scratch scratch =
      m_parts.cache.scratch(m_request.second_build ? "-once-more-in-another-folder" : "");
  const buildroot::RpmbuildRun run = run_in(root, layering, scratch.path());
  m_state.start("rpmbuild " + srpm);
  const buildroot::RpmbuildEnd end = buildroot::rpmbuild(run);
  m_state.finish("rpmbuild " + srpm);
  if (!end.process.ok() || !end.outgrew_memory.empty()) {
    prepare_retry(run, end);
    return false;
  }
  take_packages(run);
  if (m_round > 1) record_requirements(m_request, m_requirements, m_parts, m_reporter);
  return true;
}

buildroot::Root Build::make_root(sandbox::Layering layering) {
  try {
    return m_parts.roots.root(m_request, m_requirements, layering, m_folder / "root.log", m_reporter);
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid || m_asked.empty()) throw;
    throw_asked_in_vain(m_request, m_asked, m_folder, error);
  }
}

void Build::write_root_logs(const buildroot::Root& root) {
  m_buildroot_sha256 = digest_of(root.set);
  // The last attempt may have left its own.
  for (const char* const name : {"root.log", "installed_pkgs.log", "build.log", buildroot::k_buildroot_file})
    fs::remove(m_folder / name);
  write_new_file(m_folder / "root.log", root.log());
  write_new_file(m_folder / buildroot::k_buildroot_file,
                 buildroot::buildroot_json(root.set.all(), m_buildroot_sha256));
  write_new_file(m_folder / "installed_pkgs.log", root.installed_packages());
}

buildroot::RpmbuildRun Build::run_in(const buildroot::Root& root, sandbox::Layering layering,
                                     const fs::path& scratch) {
  const srpm::Srpm& srpm = m_request.srpm();
  const config::Target& target = *m_request.target;
  buildroot::RpmbuildRun run;
  run.srpm = m_folder / srpm.file_name;
  run.layers = root.layers();
  run.layering = layering;
  run.scratch = scratch;
  run.log = m_folder / "build.log";
  run.arch = target.arch;
  run.macros = rpm::target_macros(target.macros, target.dist);
  run.source_date_epoch = srpm.commit_time;
  run.cpus = m_parts.options.cpus;
  if (m_request.second_build) {
    run.cpus = m_parts.options.cpus == 1 ? 2 : 1;
    run.processors = 1;
    run.umask = 077;
  }
  run.limits = buildroot::limits_of(m_request.building().limits.over(target.limits), scratch);
  run.network = m_request.building().network;
  run.check = m_request.building().check;
  if (m_may_be_in_memory) run.memory_bytes = m_parts.overlays.memory(m_request, m_reporter);
  if (m_compiler_cache != 0)
    run.compiler_cache =
        m_parts.compiler_caches.use(target, m_compiler_cache, run.layers, root.set, m_reporter);
  run.on_beat = [this] { m_follower.read_on(); };
  return run;
}

void Build::take_packages(const buildroot::RpmbuildRun& run) {
  const srpm::Srpm& srpm = m_request.srpm();
  const auto names = buildroot::collect_packages(run, m_folder);
  if (names.empty())
    throw Error(ExitCode::build, fmt::format("building {} made no package", srpm.nevra.str()))
        .note(fmt::format("its spec has no %files for any package that is built for {}",
                          m_request.target->arch))
        .note(fmt::format("the whole log: {}", (m_request.result_folder / "build.log").string()))
        .hint(
            "add a %files section to the spec (an empty one makes a package of no files), or remove it from "
            "`packages`");
  std::vector<engine::Artifact> made;
  for (const auto& name : names) {
    made.push_back(
        {.file_name = name, .path = m_folder / name, .package = engine::read_made_package(m_folder / name)});
    engine::require_made_from(srpm, made.back().package, name);
  }
  require_declared(made, run);
  m_packages = engine::store_packages(std::move(made), m_parts.store);
}

// Macros in the root may give packages other names than the spec has outside. Finding out takes a sandbox, so
// it is done only if a package is not declared outside.
void Build::require_declared(const std::vector<engine::Artifact>& made,
                             const buildroot::RpmbuildRun& run) const {
  const srpm::Srpm& srpm = m_request.srpm();
  if (engine::undeclared(made, srpm, engine::declared_by(srpm)).empty()) return;
  const buildroot::RootCache::Scratch scratch = m_parts.cache.scratch("-declared");
  const auto undeclared = engine::undeclared(made, srpm, buildroot::declared_in_root(run, scratch.path()));
  if (!undeclared.empty()) throw engine::undeclared_error(srpm, undeclared);
}

// Throws unless another attempt may succeed.
void Build::prepare_retry(const buildroot::RpmbuildRun& run, const buildroot::RpmbuildEnd& end) {
  const std::string nevra = m_request.srpm().nevra.str();
  const std::string log = engine::read_log_end(run.log);
  if (run.compiler_cache && !end.limit && buildroot::is_failure_of_ccache(log)) {
    const fs::path& cache = run.compiler_cache->folder;
    m_reporter.warning(fmt::format("building {}: the compiler cache in {} does not work and is emptied",
                                   nevra, cache.string()));
    buildroot::empty_compiler_cache(cache);
    m_compiler_cache = 0;
    return;
  }
  const engine::Failure failure = engine::diagnose(log);
  if (!end.limit && run.memory_bytes && (failure.no_space || !end.outgrew_memory.empty())) {
    m_parts.overlays.outgrown(m_request, run.memory_bytes);
    m_reporter.note(
        fmt::format("{} is built again, on disk: {}", nevra,
                    end.outgrew_memory.empty() ? "its files did not fit into memory" : end.outgrew_memory));
    m_may_be_in_memory = false;
    return;
  }
  const bool lacks_space = !end.limit && failure.no_space;
  FailedRun::FullDisk full_disk;
  if (met_end_of_disk(m_request, end) || (lacks_space && engine::is_nearly_full(run.scratch)))
    full_disk = {.folder = run.scratch.parent_path(), .option = "--cache"};
  else if (lacks_space && engine::is_nearly_full(m_folder))
    full_disk = {.folder = m_folder.parent_path(), .option = "--workspace"};
  const bool generator_ran = log.find(k_generator_began) != std::string::npos;
  if (!end.limit && full_disk.folder.empty() && add_requirements(run, end, failure.missing, generator_ran))
    return;
  throw_failed({m_request, run, end, m_folder, full_disk}, failure);
}

// Adds what the header of the source package did not name: the spec, parsed in the target's own root, asks
// for more, or %generate_buildrequires does. rpmbuild checks the spec's requirements before the generator
// runs. Returns whether anything is new.
bool Build::add_requirements(const buildroot::RpmbuildRun& run, const buildroot::RpmbuildEnd& end,
                             const std::vector<std::string>& missing, bool generator_ran) {
  if (m_round == k_rounds) return false;
  m_asked = {};
  auto& asked = generator_ran ? m_asked.by_generator : m_asked.by_spec;
  asked = missing;
  if (end.process.exit_code == k_rpmbuild_wants_packages)
    for (auto& requirement : buildroot::generated_requirements(run)) asked.push_back(std::move(requirement));
  m_asked.leave_out(m_requirements);
  std::vector<std::string> more = m_requirements;
  more.insert(more.end(), m_asked.by_spec.begin(), m_asked.by_spec.end());
  more.insert(more.end(), m_asked.by_generator.begin(), m_asked.by_generator.end());
  more = sorted_once(std::move(more));
  if (more == m_requirements) return false;
  m_requirements = std::move(more);
  ++m_round;
  return true;
}

}  // namespace rpmworks::builtin
