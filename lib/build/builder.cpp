// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/builder.hpp"

#include <fmt/format.h>

#include <mutex>
#include <thread>

#include "build/builtin_engine.hpp"
#include "build/plan.hpp"
#include "build/record.hpp"
#include "build/schedule.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::build {

namespace {

std::unique_ptr<Engine> make_engine(const config::Config& config, const config::Target& target,
                                    const store::Workspace& workspace, store::Store& store,
                                    const BuildOptions& options) {
  if (target.engine == "mock")
    throw Error(ExitCode::invalid, "this version of rpmworks does not drive mock")
        .at(target.where)
        .hint("leave `engine` out, or say `engine: builtin`");
  const unsigned cpus = std::max(1U, std::thread::hardware_concurrency());
  return make_builtin_engine(config, workspace, store,
                             {.cpus = std::max(1U, cpus / std::max(1U, options.jobs))});
}

// What of a target a result depends on beside the packages of its root.
std::string digest_of(const config::Target& target, const Engine& engine) {
  Digest digest;
  digest.field(engine.name()).field(target.arch).field(target.dist);
  for (const auto& [name, value] : target.macros) digest.field(name).field(value);
  return digest.hex();
}

// The result of an earlier build, out of the way while its place is taken, and back when nothing took it.
class SetAside {
 public:
  SetAside(const fs::path& folder, const fs::path& tmp) : m_folder(folder) {
    if (!fs::exists(folder)) return;
    m_aside.emplace(tmp, "result-");
    fs::rename(folder, m_aside->path() / "was");
  }
  ~SetAside() {
    std::error_code failure;
    if (m_aside && !fs::exists(m_folder, failure)) fs::rename(m_aside->path() / "was", m_folder, failure);
  }
  SetAside(const SetAside&) = delete;
  SetAside& operator=(const SetAside&) = delete;

 private:
  fs::path m_folder;
  std::optional<TempDir> m_aside;
};

class Builder {
 public:
  Builder(const std::vector<srpm::Srpm>& srpms, const config::Target& target,
          const store::Workspace& workspace, store::Store& store, Engine& engine, const BuildOptions& options,
          Reporter& reporter)
      : m_srpms(srpms),
        m_target(target),
        m_workspace(workspace),
        m_store(store),
        m_engine(engine),
        m_options(options),
        m_reporter(reporter),
        m_environment(engine.environment_sha256(target)),
        m_results(srpms.size()) {}

  std::vector<BuildResult> build_all() {
    m_plan = plan();
    run_plan(m_plan, m_options.jobs, [&](size_t job) {
      const auto& srpm = m_srpms[m_plan.jobs[job].srpm];
      with_context(fmt::format("building {}", srpm.name),
                   [&] { m_results[m_plan.jobs[job].srpm] = one(job); });
    });
    return std::move(m_results);
  }

 private:
  // The same source packages against the same repositories have the same plan: no need to read metadata for
  // it.
  Plan plan() {
    Digest digest;
    digest.field("plan 1").field(m_environment);
    for (const auto& srpm : m_srpms) digest.field(srpm.sha256);
    const std::string key = digest.hex();
    if (const auto known = m_store.record("plan", key)) return Plan::from_json(*known);
    Activity activity(m_reporter, "ordering", "builds");
    Plan made = make_plan(m_srpms, m_engine.repositories(m_target, m_reporter), m_target.arch);
    m_store.put_record("plan", key, made.to_json());
    return made;
  }

  BuildResult one(size_t job) {
    const auto& srpm = m_srpms[m_plan.jobs[job].srpm];
    BuildRequest request{&srpm, &m_target, {}, m_workspace.results() / m_target.name / nevr(srpm)};
    BuildInputs inputs{srpm.sha256, m_environment, {}};
    for (const size_t need : m_plan.all_needs(job))
      for (const auto& artifact : m_results[m_plan.jobs[need].srpm].packages) {
        request.local_packages.push_back(artifact.path);
        inputs.local[artifact.package.nevra.name] = artifact.sha256;
      }
    if (!m_options.force)
      if (auto kept = find(request, inputs)) return std::move(*kept);
    return build(request, inputs);
  }

  std::optional<BuildResult> find(const BuildRequest& request, const BuildInputs& inputs) {
    const auto& srpm = *request.srpm;
    auto kept = kept_result(m_store, inputs.key());
    if (!kept) {
      kept = kept_result(m_store, root_key(srpm, m_engine.buildroot_sha256(request, m_reporter)));
      if (!kept) return std::nullopt;
      keep(inputs, *kept);
    }
    kept->name = srpm.name;
    kept->folder = request.result_folder;
    kept->reason = "nothing changed";
    m_reporter.detail(fmt::format("{}: nothing changed since it was built", srpm.nevra.str()));
    return kept;
  }

  BuildResult build(const BuildRequest& request, const BuildInputs& inputs) {
    const auto& srpm = *request.srpm;
    const auto last = m_store.record("last-build", last_key(srpm));
    std::string reason =
        m_options.force
            ? "asked for"
            : inputs.difference(last ? std::optional(BuildInputs::from_json(*last)) : std::nullopt);
    m_reporter.detail(fmt::format("{} is built: {}", srpm.nevra.str(), reason));
    const SetAside earlier(request.result_folder, m_workspace.tmp());
    BuildResult result = m_engine.build(request, m_reporter);
    result.name = srpm.name;
    result.reason = std::move(reason);
    keep(inputs, result);
    keep_result(m_store, root_key(srpm, result.buildroot_sha256), result);
    return result;
  }

  void keep(const BuildInputs& inputs, const BuildResult& result) {
    keep_result(m_store, inputs.key(), result);
    m_store.put_record("last-build", Digest().field(m_target.name).field(result.name).hex(),
                       inputs.to_json());
  }

  std::string last_key(const srpm::Srpm& srpm) const {
    return Digest().field(m_target.name).field(srpm.name).hex();
  }

  std::string root_key(const srpm::Srpm& srpm, const std::string& buildroot) const {
    return BuildInputs::root_key(srpm.sha256, digest_of(m_target, m_engine), buildroot);
  }

  static std::string nevr(const srpm::Srpm& srpm) {
    return fmt::format("{}-{}-{}", srpm.nevra.name, srpm.nevra.evr.version, srpm.nevra.evr.release);
  }

  const std::vector<srpm::Srpm>& m_srpms;
  const config::Target& m_target;
  const store::Workspace& m_workspace;
  store::Store& m_store;
  Engine& m_engine;
  const BuildOptions& m_options;
  Reporter& m_reporter;
  std::string m_environment;
  Plan m_plan;
  std::vector<BuildResult> m_results;  // by source package; a job reads only those of jobs done before it
};

}  // namespace

std::vector<BuildResult> build_all(const std::vector<srpm::Srpm>& srpms, Engine& engine,
                                   const config::Target& target, const store::Workspace& workspace,
                                   store::Store& store, const BuildOptions& options, Reporter& reporter) {
  return Builder(srpms, target, workspace, store, engine, options, reporter).build_all();
}

std::vector<BuildResult> build_all(const std::vector<srpm::Srpm>& srpms, const config::Config& config,
                                   const config::Target& target, const store::Workspace& workspace,
                                   store::Store& store, const BuildOptions& options, Reporter& reporter) {
  const auto engine = make_engine(config, target, workspace, store, options);
  return build_all(srpms, *engine, target, workspace, store, options, reporter);
}

}  // namespace rpmworks::build
