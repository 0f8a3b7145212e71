// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/build.hpp"

#include <fmt/format.h>

#include <algorithm>
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

namespace rpmworks::mock {

namespace {

constexpr auto k_longest_wait = std::chrono::seconds(300);

std::vector<std::string> texts_of(const std::vector<rpm::Nevra>& nevras) {
  std::vector<std::string> texts;
  for (const rpm::Nevra& nevra : nevras) texts.push_back(nevra.str());
  return texts;
}

// Waits twice as long before each further retry. An interrupt is thrown.
void wait_before(unsigned retry, std::chrono::seconds first) {
  const auto wait = std::min<std::chrono::seconds>(first * (1U << std::min(retry - 1, 16U)), k_longest_wait);
  const auto until = std::chrono::steady_clock::now() + wait;
  while (std::chrono::steady_clock::now() < until) {
    throw_if_cancelled();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace

Build::Build(Parts& parts, const engine::BuildRequest& request, Reporter& reporter)
    : m_parts(parts),
      m_request(request),
      m_reporter(reporter),
      m_staged(parts.workspace.tmp(), request.result_folder),
      m_work(parts.workspace.tmp(), "mock-"),
      m_slot(parts.slots.take(reporter)),
      m_result{.name = request.srpm().name,
               .target = request.target->name,
               .engine = "mock",
               .srpm_sha256 = request.srpm().sha256,
               .folder = request.result_folder} {
  const srpm::Srpm& srpm = request.srpm();
  // Two copies: one in the result folder, and one that mock may read as another user.
  copy_file_contents(srpm.path, m_staged.path() / srpm.file_name);
  copy_file_contents(srpm.path, m_work.path() / srpm.file_name);
  if (!request.local_packages.empty()) make_local_repository(m_slot.local(), request.local_packages);
}

engine::BuildResult Build::run() {
  const auto& mock = m_request.target->mock;
  bool was_always_killed = true;
  for (unsigned number = 1;; ++number) {
    throw_if_cancelled();
    const fs::path results = m_work.path() / fmt::format("attempt-{}", number);
    const RebuildResult run = attempt(results);
    write_file_atomically(m_staged.path() / "phases.json", engine::phases_json(run.phases));
    Failure failed = run.ok() ? take(run, results) : classify(run.ending, m_request.target->client);
    if (!failed) break;
    engine::ClassifiedFailure& failure = *failed;
    if (failure.kind == engine::FailureClass::cancelled) throw_if_cancelled();
    was_always_killed &= failure.kind == engine::FailureClass::host && was_killed(run.ending);
    if (!engine::is_transient(failure.kind) || number > mock.retries) {
      if (was_always_killed && number > 1) blame_package(failure);
      fail(std::move(failure), number, results);
    }
    keep_attempt(results, m_staged.path() / results.filename(), failure);
    m_reporter.warning(fmt::format("building {}: {}: {}; trying again", m_request.srpm().nevra.str(),
                                   engine::name_of(failure.kind), failure.cause));
    wait_before(number, mock.retry_wait);
  }
  m_staged.publish();
  return std::move(m_result);
}

RebuildResult Build::attempt(const fs::path& results) {
  const config::Target& target = *m_request.target;
  Rebuild job{.program = m_parts.program.path, .root = m_parts.roots.config_of(target).root};
  job.options = m_parts.roots.options_of(target);
  job.srpm = m_work.path() / m_request.srpm().file_name;
  job.results = results;
  job.has_local = !m_request.local_packages.empty();
  job.timeout = target.mock.timeout;
  const auto add = [&job](std::vector<std::string> options) {
    for (std::string& option : options) job.options.push_back(std::move(option));
  };
  if (m_request.building().network) add({"--enable-network"});
  if (!m_request.building().check) add({"--nocheck"});
  add(m_parts.roots.ccache_options(m_request));
  add(m_parts.roots.conflict_options(m_request, m_reporter));
  if (m_request.second_build) add({"--define=_smp_build_ncpus 1", "--define=_smp_mflags -j1"});
  make_folders(results);
  give_to_mock_user(m_work.path());
  give_to_mock_user(results);
  give_to_mock_user(m_slot.caches());
  return run_rebuild(job, m_slot, m_reporter);
}

// Takes the packages of a successful run of mock. Returns a failure if they are not a valid result.
Build::Failure Build::take(const RebuildResult& run, const fs::path& results) {
  const fs::path& folder = m_staged.path();
  std::vector<engine::Artifact> packages;
  for (const auto& name : take_results(results, folder, m_request.srpm()))
    packages.push_back(
        {.file_name = name, .path = folder / name, .package = rpm::read_package(folder / name)});
  if (packages.empty()) return classify(run.ending, m_request.target->client);
  const fs::path installed = folder / "installed_pkgs.log";
  const std::string listing = fs::exists(installed) ? read_file(installed) : std::string();
  m_result.buildroot_sha256 = m_parts.roots.installed_sha256(m_request, listing, m_reporter);
  if (auto failure = judge(packages)) {
    for (const auto& package : packages) fs::remove(folder / package.file_name);
    return failure;
  }
  m_result.packages = engine::store_packages(std::move(packages), m_parts.store);
  m_result.phases = run.phases;
  write_buildroot(listing);
  return std::nullopt;
}

void Build::write_buildroot(const std::string& listing) {
  const fs::path file = m_staged.path() / buildroot::k_buildroot_file;
  const std::string& digest = m_result.buildroot_sha256;
  const auto set = m_parts.roots.predicted(m_request, m_reporter);
  fs::remove(file);
  write_new_file(file, set && digest_of(*set) == digest
                           ? buildroot::buildroot_json(set->all(), digest)
                           : buildroot::buildroot_json(installed_packages(listing), digest));
}

// Checks the packages against the spec. If mock's root is known to equal a root that rpmworks makes, compares
// with the spec as parsed in that root, like the built-in engine. Otherwise rejects only packages that cannot
// come from the spec.
Build::Failure Build::judge(const std::vector<engine::Artifact>& packages) {
  const srpm::Srpm& srpm = m_request.srpm();
  const SpecDifference difference = compare_with_promises(srpm, packages, m_request.target->arch);
  engine::ClassifiedFailure failure{
      .kind = engine::FailureClass::package, .code = ExitCode::build, .log = "build.log"};
  const std::vector<rpm::Nevra> unexplained = unexplained_packages(srpm, packages, difference);
  if (!unexplained.empty()) {
    const InRoot in_root = m_parts.roots.declared(m_request, m_staged.path() / srpm.file_name,
                                                  m_result.buildroot_sha256, m_reporter);
    const std::vector<rpm::Nevra> refused = in_root.declared
                                                ? engine::undeclared(packages, srpm, *in_root.declared)
                                                : impossible_packages(unexplained, srpm, packages);
    if (!refused.empty()) {
      failure.cause = "it made packages that its spec does not declare: " + join(texts_of(refused), ", ");
      failure.hint =
          "declare it with %package and %files; a build may make only packages that its spec declares";
      return failure;
    }
    if (!in_root.declared)
      m_reporter.warning(
          fmt::format("building {} made {}, which its spec does not declare when parsed outside of mock's "
                      "root; whether it does inside is unknown: {}",
                      srpm.nevra.str(), join(texts_of(unexplained), ", "), in_root.why_not));
  }
  if (difference.is_failure()) {
    failure.cause = "it did not make packages that its spec declares: " + join(difference.missing, ", ");
    failure.hint =
        "if macros of the root remove these from the spec, set the same macros for the target: `macros`, in "
        "repos.yaml";
    return failure;
  }
  if (!difference.missing.empty())
    m_reporter.warning(fmt::format("building {} made {} instead of {}, which its spec declares",
                                   srpm.nevra.str(), join(difference.unexpected, ", "),
                                   join(difference.missing, ", ")));
  return std::nullopt;
}

void Build::fail(engine::ClassifiedFailure failure, unsigned attempts, const fs::path& results) {
  const std::string nevra = m_request.srpm().nevra.str();
  keep_attempt(results, m_staged.path(), failure);
  m_staged.publish();
  std::string what = fmt::format("building {} failed", nevra);
  if (failure.kind == engine::FailureClass::timeout)
    what = fmt::format("building {} took longer than {} and was ended", nevra,
                       human_duration(m_request.target->mock.timeout));
  else if (failure.phase.starts_with('%'))
    what += " in " + failure.phase;
  else if (failure.phase == "files")
    what += " in %files";
  else if (failure.kind != engine::FailureClass::package)
    what += fmt::format(" ({})", engine::name_of(failure.kind));
  if (!failure.cause.empty() && failure.kind != engine::FailureClass::timeout)
    what += fmt::format(": {}", engine::without_error_prefix(failure.cause));
  if (attempts > 1) what += fmt::format(" (in {} attempts)", attempts);
  std::vector<std::string> known = m_request.srpm().info.build_requires;
  known.insert(known.end(), m_request.extra_requires.begin(), m_request.extra_requires.end());
  const std::vector<std::string> asked = asked_in_vain(failure, known);
  Error error = Error(failure.code, std::move(what))
                    .notes(std::move(failure.lines))
                    .note(fmt::format("the whole log: {}", (m_request.result_folder / failure.log).string()))
                    .hint(engine::hint_or_log_advice(failure.hint, failure.cause));
  if (!asked.empty()) throw engine::Unfulfilled(std::move(error), asked);
  throw Error(std::move(error));
}

}  // namespace rpmworks::mock
