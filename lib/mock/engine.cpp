// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <thread>

#include "buildroot/listing.hpp"
#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/failure.hpp"
#include "engine/follower.hpp"
#include "engine/made_package.hpp"
#include "engine/unfulfilled.hpp"
#include "mock/local.hpp"
#include "mock/results.hpp"
#include "mock/roots.hpp"
#include "mock/run.hpp"
#include "mock/slots.hpp"

namespace rpmworks::mock {

namespace {

constexpr auto k_longest_wait = std::chrono::seconds(300);

class MockEngine : public engine::Engine {
 public:
  MockEngine(const config::Config& config, const store::Workspace& workspace, store::Store& store,
             MockProgram program)
      : m_workspace(workspace),
        m_store(store),
        m_program(std::move(program)),
        m_roots(config, workspace, store, m_program.version),
        m_slots(workspace.cache / "mock" / "slots") {}

  std::string name() const override { return "mock"; }
  std::string version() const override { return m_roots.version(); }
  std::string environment_sha256(const config::Target& target) override {
    return m_roots.environment_sha256(target);
  }
  std::string trust_sha256(const config::Target& target) override { return m_roots.trust_sha256(target); }
  std::vector<upstream::Metadata> repositories(const config::Target& target, Reporter& reporter) override {
    return m_roots.repositories(target, reporter);
  }
  std::string buildroot_sha256(const engine::BuildRequest& request, Reporter& reporter) override {
    return m_roots.foreseen_sha256(request, reporter);
  }
  std::vector<engine::Piece> buildroot(const engine::BuildRequest& request, Reporter& reporter) override {
    const auto set = m_roots.foreseen(request, reporter);
    return set ? set->all() : std::vector<engine::Piece>{};
  }
  engine::BuildResult build(const engine::BuildRequest& request, Reporter& reporter) override;

 private:
  MockRun attempt(const engine::BuildRequest& request, const MockSlot& slot, const fs::path& results,
                  Reporter& reporter);
  std::optional<engine::ClassifiedFailure> judge(const engine::BuildRequest& request,
                                                 const std::vector<engine::Artifact>& packages,
                                                 const fs::path& aside, const std::string& buildroot_sha256,
                                                 Reporter& reporter);
  std::optional<engine::ClassifiedFailure> take(const engine::BuildRequest& request, const fs::path& results,
                                                const fs::path& aside, const MockRun& run,
                                                engine::BuildResult& result, Reporter& reporter);
  [[noreturn]] void fail(const engine::BuildRequest& request, engine::ClassifiedFailure failure,
                         unsigned attempts, const fs::path& results, const fs::path& aside);
  void publish(const fs::path& aside, const fs::path& folder) const;

  const store::Workspace& m_workspace;
  store::Store& m_store;
  MockProgram m_program;
  MockRoots m_roots;
  MockSlots m_slots;
  std::once_flag m_swept;
};

MockRun MockEngine::attempt(const engine::BuildRequest& request, const MockSlot& slot,
                            const fs::path& results, Reporter& reporter) {
  const config::Target& target = *request.target;
  MockJob job{.program = m_program.path, .root = m_roots.config_of(target).root};
  job.options = m_roots.options_of(target);
  job.srpm = results.parent_path() / request.srpm->file_name;
  job.results = results;
  job.has_local = !request.local_packages.empty();
  job.timeout = target.mock.timeout;
  if (request.srpm->building.network) job.options.emplace_back("--enable-network");
  if (!request.srpm->building.check) job.options.emplace_back("--nocheck");
  for (auto& option : m_roots.ccache_options(request)) job.options.push_back(std::move(option));
  for (auto& option : m_roots.conflict_options(request, reporter)) job.options.push_back(std::move(option));
  if (request.once_more)
    for (const char* const macro : {"_smp_build_ncpus 1", "_smp_mflags -j1"})
      job.options.push_back(fmt::format("--define={}", macro));
  make_folders(results);
  hand_to_mock(results.parent_path());
  hand_to_mock(results);
  hand_to_mock(slot.caches());
  return run_mock(job, slot, reporter);
}

std::vector<std::string> texts_of(const std::vector<rpm::Nevra>& nevras) {
  std::vector<std::string> texts;
  for (const rpm::Nevra& nevra : nevras) texts.push_back(nevra.str());
  return texts;
}

// Whether what was made are the packages of the spec. As with the built-in engine the spec in the root
// decides, where it is known that it reads as in a root made here; else only what cannot be of the spec is
// refused.
std::optional<engine::ClassifiedFailure> MockEngine::judge(const engine::BuildRequest& request,
                                                           const std::vector<engine::Artifact>& packages,
                                                           const fs::path& aside,
                                                           const std::string& buildroot_sha256,
                                                           Reporter& reporter) {
  const srpm::Srpm& srpm = *request.srpm;
  const Unpromised difference = compare_with_promises(srpm, packages, request.target->arch);
  engine::ClassifiedFailure failure{
      .kind = engine::FailureClass::package, .code = ExitCode::build, .log = "build.log"};
  std::vector<rpm::Nevra> strangers = strangers_of(srpm, packages, difference);
  if (!strangers.empty()) {
    std::string why;
    const auto declared = m_roots.declared(request, aside / srpm.file_name, buildroot_sha256, why, reporter);
    const std::vector<rpm::Nevra> refused = declared ? engine::undeclared(packages, srpm, *declared)
                                                     : impossible_among(strangers, srpm, packages);
    if (!refused.empty()) {
      failure.cause = "it made what its spec does not declare: " + join(texts_of(refused), ", ");
      failure.hint =
          "declare it with %package and %files; a build may make no other packages than its spec declares";
      return failure;
    }
    if (!declared)
      reporter.warning(
          fmt::format("building {} made {}, which its spec does not declare as it reads outside of mock's "
                      "root; whether it "
                      "does in there is not known: {}",
                      srpm.nevra.str(), join(texts_of(strangers), ", "), why));
  }
  if (difference.is_failure()) {
    failure.cause = "it did not make what its spec promises: " + join(difference.missing, ", ");
    failure.hint =
        "where macros of the root take these out of the spec, give them to the target: macros, in repos.yaml";
    return failure;
  }
  if (!difference.missing.empty())
    reporter.warning(fmt::format("building {} made {} instead of {}, which its spec promises",
                                 srpm.nevra.str(), join(difference.surprises, ", "),
                                 join(difference.missing, ", ")));
  return std::nullopt;
}

// What a mock that did its work made; or why that is no result.
std::optional<engine::ClassifiedFailure> MockEngine::take(const engine::BuildRequest& request,
                                                          const fs::path& results, const fs::path& aside,
                                                          const MockRun& run, engine::BuildResult& result,
                                                          Reporter& reporter) {
  std::vector<engine::Artifact> packages;
  for (const auto& name : take_mock_results(results, aside, *request.srpm))
    packages.push_back({.file_name = name, .path = aside / name, .package = rpm::read_package(aside / name)});
  if (packages.empty()) return classify(run.ending, request.target->client);
  const fs::path installed = aside / "installed_pkgs.log";
  const std::string listing = fs::exists(installed) ? read_file(installed) : std::string();
  result.buildroot_sha256 = m_roots.installed_sha256(request, listing, reporter);
  if (auto failure = judge(request, packages, aside, result.buildroot_sha256, reporter)) {
    for (const auto& package : packages) fs::remove(aside / package.file_name);
    return failure;
  }
  for (auto& artifact : packages) {
    artifact.sha256 = m_store.put_file(aside / artifact.file_name);
    artifact.path = m_store.blob(artifact.sha256);
  }
  result.packages = std::move(packages);
  std::sort(
      result.packages.begin(), result.packages.end(),
      [](const engine::Artifact& a, const engine::Artifact& b) { return a.package.nevra < b.package.nevra; });
  result.phases = run.phases;
  const auto set = m_roots.foreseen(request, reporter);
  const bool is_as_foreseen = set && digest_of(*set) == result.buildroot_sha256;
  fs::remove(aside / buildroot::k_buildroot_file);
  write_new_file(aside / buildroot::k_buildroot_file,
                 is_as_foreseen
                     ? buildroot::buildroot_json(set->all(), result.buildroot_sha256)
                     : buildroot::buildroot_json(installed_packages(listing), result.buildroot_sha256));
  return std::nullopt;
}

void MockEngine::fail(const engine::BuildRequest& request, engine::ClassifiedFailure failure,
                      unsigned attempts, const fs::path& results, const fs::path& aside) {
  const std::string nevra = request.srpm->nevra.str();
  keep_attempt(results, aside, failure);
  publish(aside, request.result_folder);
  std::string what = fmt::format("building {} failed", nevra);
  if (failure.kind == engine::FailureClass::timeout)
    what = fmt::format("building {} took longer than {} and was ended", nevra,
                       human_duration(request.target->mock.timeout));
  else if (failure.phase.starts_with('%'))
    what += " in " + failure.phase;
  else if (failure.phase == "files")
    what += " in %files";
  else if (failure.kind != engine::FailureClass::package)
    what += fmt::format(" ({})", engine::name_of(failure.kind));
  if (!failure.cause.empty() && failure.kind != engine::FailureClass::timeout)
    what += fmt::format(": {}", engine::said_by_rpm(failure.cause));
  if (attempts > 1) what += fmt::format(" (in {} attempts)", attempts);
  std::vector<std::string> known = request.srpm->info.build_requires;
  known.insert(known.end(), request.more_requires.begin(), request.more_requires.end());
  const std::vector<std::string> asked = asked_in_vain(failure, known);
  Error error = Error(failure.code, std::move(what))
                    .notes(std::move(failure.lines))
                    .note(fmt::format("the whole log: {}", (request.result_folder / failure.log).string()))
                    .hint(engine::way_out(failure.hint, failure.cause));
  if (!asked.empty()) throw engine::Unfulfilled(std::move(error), asked);
  throw Error(std::move(error));
}

void MockEngine::publish(const fs::path& aside, const fs::path& folder) const {
  fs::permissions(aside, fs::perms(0755));
  sync_tree(aside);
  make_folders(folder.parent_path());
  rename_durably(aside, folder);
}

// Twice as long each time. An interrupt is thrown.
void wait_before(unsigned retry, std::chrono::seconds first) {
  const auto wait = std::min<std::chrono::seconds>(first * (1U << std::min(retry - 1, 16U)), k_longest_wait);
  const auto until = std::chrono::steady_clock::now() + wait;
  while (std::chrono::steady_clock::now() < until) {
    throw_if_cancelled();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

engine::BuildResult MockEngine::build(const engine::BuildRequest& request, Reporter& reporter) {
  const auto begin = std::chrono::steady_clock::now();
  std::call_once(m_swept, [&] { m_slots.sweep(reporter); });
  const auto& srpm = *request.srpm;
  engine::BuildResult result;
  result.name = srpm.name;
  result.target = request.target->name;
  result.engine = name();
  result.srpm_sha256 = srpm.sha256;
  result.folder = request.result_folder;

  Activity activity(reporter, "building", srpm.nevra.str());
  TempDir aside(m_workspace.tmp(), "result-");
  const TempDir work(m_workspace.tmp(), "mock-");
  // Copies: of the result's own, and one that mock may read, whoever it is.
  copy_file_contents(srpm.path, aside.path() / srpm.file_name);
  copy_file_contents(srpm.path, work.path() / srpm.file_name);
  const MockSlot slot = m_slots.take(reporter);
  if (!request.local_packages.empty()) make_local_repository(slot.local(), request.local_packages);

  const auto& mock = request.target->mock;
  bool was_always_killed = true;
  for (unsigned number = 1;; ++number) {
    throw_if_cancelled();
    const fs::path results = work.path() / fmt::format("attempt-{}", number);
    MockRun run = attempt(request, slot, results, reporter);
    write_file_atomically(aside.path() / "phases.json", engine::phases_json(run.phases));
    std::optional<engine::ClassifiedFailure> failed =
        run.ok() ? take(request, results, aside.path(), run, result, reporter)
                 : classify(run.ending, request.target->client);
    if (!failed) break;
    engine::ClassifiedFailure& failure = *failed;
    if (failure.kind == engine::FailureClass::cancelled) throw_if_cancelled();
    was_always_killed &= failure.kind == engine::FailureClass::host && was_killed(run.ending);
    if (!engine::is_passing(failure.kind) || number > mock.retries) {
      const fs::path there = aside.path();
      if (was_always_killed && number > 1) blame_package(failure);
      try {
        fail(request, std::move(failure), number, results, there);
      } catch (...) {
        if (!fs::exists(there)) aside.release();
        throw;
      }
    }
    keep_attempt(results, aside.path() / results.filename(), failure);
    reporter.warning(fmt::format("building {}: {}: {}; trying again", srpm.nevra.str(),
                                 engine::name_of(failure.kind), failure.cause));
    wait_before(number, mock.retry_wait);
  }
  publish(aside.path(), request.result_folder);
  aside.release();
  result.elapsed = std::chrono::steady_clock::now() - begin;
  activity.result(counted(result.packages.size(), "package"));
  return result;
}

}  // namespace

std::unique_ptr<engine::Engine> make_mock_engine(const config::Config& config,
                                                 const store::Workspace& workspace, store::Store& store,
                                                 MockProgram program) {
  return std::make_unique<MockEngine>(config, workspace, store, std::move(program));
}

}  // namespace rpmworks::mock
