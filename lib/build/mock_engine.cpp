// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/mock_engine.hpp"
#include "build/buildroot_listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <thread>

#include "build/build_follower.hpp"
#include "build/compiler_cache.hpp"
#include "build/mock_config.hpp"
#include "build/mock_local.hpp"
#include "build/mock_results.hpp"
#include "build/mock_run.hpp"
#include "build/mock_slots.hpp"
#include "build/root_cache.hpp"
#include "build/root_maker.hpp"
#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "rpm/stand_ins.hpp"

namespace rpmworks::build {

namespace {

constexpr const char* k_mock_version = "mock 1";
constexpr const char* k_mock_folder = "/etc/mock";
constexpr auto k_longest_wait = std::chrono::seconds(300);

bool has_own_root(const config::Target& target) {
  return !target.mock.root.empty();
}

class MockEngine : public Engine {
 public:
  MockEngine(const config::Config& config, const store::Workspace& workspace, store::Store& store,
             MockProgram program)
      : m_config(config),
        m_workspace(workspace),
        m_store(store),
        m_program(std::move(program)),
        m_cache(workspace.roots(), 0),
        m_roots(config, workspace, store, m_cache),
        m_slots(folder() / "slots") {}

  std::string name() const override { return "mock"; }
  std::string version() const override { return fmt::format("{} {}", k_mock_version, m_program.version); }
  std::string environment_sha256(const config::Target& target) override;
  std::string trust_sha256(const config::Target& target) override {
    return m_roots.trust_sha256(target, Reporter::silent());
  }
  std::vector<upstream::Metadata> repositories(const config::Target& target, Reporter& reporter) override;
  std::string buildroot_sha256(const BuildRequest& request, Reporter& reporter) override;
  std::vector<Piece> buildroot(const BuildRequest& request, Reporter& reporter) override;
  BuildResult build(const BuildRequest& request, Reporter& reporter) override;

 private:
  fs::path folder() const { return m_workspace.cache / "mock"; }
  const MockConfig& config_of(const config::Target& target);
  std::vector<std::string> options_of(const config::Target& target) const;
  std::vector<std::string> ccache_options(const BuildRequest& request) const;
  std::optional<BuildSet> foreseen(const BuildRequest& request, Reporter& reporter);
  std::string unforeseen_sha256(const BuildRequest& request);
  std::string digest_of_root(const BuildRequest& request, const std::string& installed, Reporter& reporter);
  MockRun attempt(const BuildRequest& request, const MockSlot& slot, const fs::path& results,
                  Reporter& reporter);
  std::optional<ClassifiedFailure> take(const BuildRequest& request, const fs::path& results,
                                        const fs::path& aside, const MockRun& run, BuildResult& result,
                                        Reporter& reporter);
  [[noreturn]] void fail(const BuildRequest& request, ClassifiedFailure failure, unsigned attempts,
                         const fs::path& results, const fs::path& aside);
  void publish(const fs::path& aside, const fs::path& folder) const;

  const config::Config& m_config;
  const store::Workspace& m_workspace;
  store::Store& m_store;
  MockProgram m_program;
  RootCache m_cache;
  RootMaker m_roots;
  MockSlots m_slots;
  std::once_flag m_swept;
  std::mutex m_mutex;
  std::map<std::pair<std::string, rpm::Macros>, MockConfig>
      m_configs;  // by target, and what a first round adds
};

const MockConfig& MockEngine::config_of(const config::Target& target) {
  const auto& repositories = m_roots.repositories(target, Reporter::silent());
  const std::lock_guard guard(m_mutex);
  const std::pair key(target.name, target.macros);
  if (const auto known = m_configs.find(key); known != m_configs.end()) return known->second;
  MockConfig config;
  if (has_own_root(target)) {
    config = own_mock_config(target, k_mock_folder);
  } else {
    std::vector<MockRepository> wanted;
    for (const auto& repository : repositories) {
      const auto& upstream = m_config.upstreams.at(repository.metadata().name);
      wanted.push_back(
          {upstream.name, upstream.baseurl, upstream.mirrorlist,
           write_by_content(folder() / "keys", upstream.name, repository.trust().armoured(), ".asc")});
    }
    config = write_mock_config(target, wanted, folder() / "configs");
  }
  return m_configs.emplace(key, std::move(config)).first->second;
}

// One for all slots: mock's own place for it goes with the caches of each.
std::vector<std::string> MockEngine::ccache_options(const BuildRequest& request) const {
  const config::Target& target = *request.target;
  const config::Building& building = request.srpm->building;
  const fs::path place = folder() / "ccache" / compiler_cache_place(m_config.product, target);
  if (compiler_cache_limit(target, building) != 0) {
    make_folders(place);
    hand_to_mock(place);
  }
  return mock_ccache_options(target, building, place, request.once_more);
}

// A configuration of the user's own knows nothing of what repos.yaml says of dist and macros.
std::vector<std::string> MockEngine::options_of(const config::Target& target) const {
  std::vector<std::string> options;
  if (has_own_root(target))
    for (const auto& [name, value] : rpm::target_macros(target.macros, target.dist))
      options.push_back(fmt::format("--define={} {}", name, value.empty() ? "%{nil}" : value));
  options.insert(options.end(), target.mock.options.begin(), target.mock.options.end());
  return options;
}

std::string MockEngine::environment_sha256(const config::Target& target) {
  Digest digest;
  digest.field(version()).field(config_of(target).root).field(config_of(target).sha256);
  const auto options = options_of(target);
  digest.field(std::to_string(options.size()));
  for (const auto& option : options) digest.field(option);
  for (const auto& repository : m_roots.repositories(target, Reporter::silent()))
    digest.field(repository.metadata().name).field(repository.metadata().repomd_sha256);
  return digest.field(trust_sha256(target)).hex();
}

std::vector<upstream::Metadata> MockEngine::repositories(const config::Target& target, Reporter& reporter) {
  if (target.repos.empty())
    throw Error(ExitCode::invalid,
                fmt::format("the target '{}' does not say what repositories its builds take packages from",
                            target.name))
        .at(target.where)
        .hint(
            "the order of builds goes by them: list in buildroot.repos those that mock's configuration has");
  std::vector<upstream::Metadata> metadata;
  for (const auto& repository : m_roots.repositories(target, reporter))
    metadata.push_back(repository.metadata());
  return metadata;
}

// What mock's package manager will install is what our own solver would, as a rule: it follows no weak
// dependencies either. Nothing where they disagree already on whether it can be had, or repos.yaml does not
// say all there is.
std::optional<BuildSet> MockEngine::foreseen(const BuildRequest& request, Reporter& reporter) {
  if (has_own_root(*request.target)) return std::nullopt;
  try {
    return m_roots.set(request, request.srpm->info.build_requires, reporter);
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
    return std::nullopt;
  }
}

std::string MockEngine::buildroot_sha256(const BuildRequest& request, Reporter& reporter) {
  if (const auto set = foreseen(request, reporter)) return digest_of(*set);
  return unforeseen_sha256(request);
}

// Of a root of which is only known what it is taken from.
std::string MockEngine::unforeseen_sha256(const BuildRequest& request) {
  Digest digest;
  digest.field("unforeseen").field(environment_sha256(*request.target));
  for (const auto& file : request.local_packages) digest.field(file.string());
  return digest.hex();
}

std::vector<Piece> MockEngine::buildroot(const BuildRequest& request, Reporter& reporter) {
  const auto set = foreseen(request, reporter);
  return set ? set->all() : std::vector<Piece>{};
}

// By the digests of the packages where the root holds exactly those that were foreseen, else by its listing.
std::string MockEngine::digest_of_root(const BuildRequest& request, const std::string& installed,
                                       Reporter& reporter) {
  const auto nevras = installed_packages(installed);
  if (nevras.empty()) {
    reporter.warning(
        fmt::format("mock lists no packages in the root of {}: this machine's rpm may look for "
                    "their database elsewhere than the root's own (on Debian: say "
                    "'%_dbpath /var/lib/rpm' in /etc/rpm/macros)",
                    request.srpm->nevra.str()));
    return unforeseen_sha256(request);
  }
  if (const auto set = foreseen(request, reporter)) {
    std::vector<std::string> wanted;
    for (const auto* pieces : {&set->base, &set->extra})
      for (const auto& piece : *pieces) wanted.push_back(piece.nevra.str());
    std::sort(wanted.begin(), wanted.end());
    if (wanted == nevras) return digest_of(*set);
    reporter.detail(fmt::format("{}: mock's root holds other packages than were foreseen ({} of {})",
                                request.srpm->nevra.str(), nevras.size(), wanted.size()));
  }
  Digest digest;
  for (const auto& nevra : nevras) digest.field(nevra);
  return digest.hex();
}

MockRun MockEngine::attempt(const BuildRequest& request, const MockSlot& slot, const fs::path& results,
                            Reporter& reporter) {
  const config::Target& target = *request.target;
  MockJob job{.program = m_program.path, .root = config_of(target).root};
  job.options = options_of(target);
  job.srpm = results.parent_path() / request.srpm->file_name;
  job.results = results;
  job.has_local = !request.local_packages.empty();
  job.timeout = target.mock.timeout;
  if (request.srpm->building.network) job.options.emplace_back("--enable-network");
  if (!request.srpm->building.check) job.options.emplace_back("--nocheck");
  for (auto& option : ccache_options(request)) job.options.push_back(std::move(option));
  if (request.once_more)
    for (const char* const macro : {"_smp_build_ncpus 1", "_smp_mflags -j1"})
      job.options.push_back(fmt::format("--define={}", macro));
  make_folders(results);
  hand_to_mock(results.parent_path());
  hand_to_mock(results);
  hand_to_mock(slot.caches());
  return run_mock(job, slot, reporter);
}

// What a mock that did its work made; or why that is no result.
std::optional<ClassifiedFailure> MockEngine::take(const BuildRequest& request, const fs::path& results,
                                                  const fs::path& aside, const MockRun& run,
                                                  BuildResult& result, Reporter& reporter) {
  std::vector<Artifact> packages;
  for (const auto& name : take_mock_results(results, aside, *request.srpm))
    packages.push_back({.file_name = name, .package = rpm::read_package(aside / name)});
  const Unpromised difference = compare_with_promises(*request.srpm, packages, request.target->arch);
  if (packages.empty() || difference.is_failure()) {
    for (const auto& package : packages) fs::remove(aside / package.file_name);
    ClassifiedFailure failure = classify(run.ending, request.target->client);
    if (packages.empty()) return failure;
    failure.cause = "it did not make what its spec promises: " + join(difference.missing, ", ");
    failure.hint =
        "where macros of the root take these out of the spec, give them to the target: macros, in repos.yaml";
    return failure;
  }
  if (!difference.missing.empty())
    reporter.warning(fmt::format("building {} made {} instead of {}, which its spec promises",
                                 request.srpm->nevra.str(), join(difference.surprises, ", "),
                                 join(difference.missing, ", ")));
  for (auto& artifact : packages) {
    artifact.sha256 = m_store.put_file(aside / artifact.file_name);
    artifact.path = m_store.blob(artifact.sha256);
  }
  result.packages = std::move(packages);
  std::sort(result.packages.begin(), result.packages.end(),
            [](const Artifact& a, const Artifact& b) { return a.package.nevra < b.package.nevra; });
  result.phases = run.phases;
  const fs::path installed = aside / "installed_pkgs.log";
  const std::string listing = fs::exists(installed) ? read_file(installed) : std::string();
  result.buildroot_sha256 = digest_of_root(request, listing, reporter);
  const auto set = foreseen(request, reporter);
  const bool is_as_foreseen = set && digest_of(*set) == result.buildroot_sha256;
  fs::remove(aside / k_buildroot_file);
  write_new_file(aside / k_buildroot_file,
                 is_as_foreseen ? buildroot_json(set->all(), result.buildroot_sha256)
                                : buildroot_json(installed_packages(listing), result.buildroot_sha256));
  return std::nullopt;
}

void MockEngine::fail(const BuildRequest& request, ClassifiedFailure failure, unsigned attempts,
                      const fs::path& results, const fs::path& aside) {
  const std::string nevra = request.srpm->nevra.str();
  keep_attempt(results, aside, failure);
  publish(aside, request.result_folder);
  std::string what = fmt::format("building {} failed", nevra);
  if (failure.kind == FailureClass::timeout)
    what = fmt::format("building {} took longer than {} and was ended", nevra,
                       human_duration(request.target->mock.timeout));
  else if (failure.phase.starts_with('%'))
    what += " in " + failure.phase;
  else if (failure.phase == "files")
    what += ": %files does not match what was installed";
  else if (failure.kind != FailureClass::package)
    what += fmt::format(" ({})", name_of(failure.kind));
  const bool says_cause =
      !failure.cause.empty() && failure.kind != FailureClass::timeout && failure.phase != "files";
  if (says_cause) what += ": " + failure.cause;
  if (attempts > 1) what += fmt::format(" (in {} attempts)", attempts);
  Error error(failure.code, std::move(what));
  throw std::move(error)
      .notes(std::move(failure.lines))
      .note(fmt::format("the whole log: {}", (request.result_folder / failure.log).string()))
      .hint(failure.hint.empty() ? "the cause stands near the end of the log" : failure.hint);
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

BuildResult MockEngine::build(const BuildRequest& request, Reporter& reporter) {
  const auto begin = std::chrono::steady_clock::now();
  std::call_once(m_swept, [&] { m_slots.sweep(reporter); });
  const auto& srpm = *request.srpm;
  BuildResult result;
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
  for (unsigned number = 1;; ++number) {
    throw_if_cancelled();
    const fs::path results = work.path() / fmt::format("attempt-{}", number);
    MockRun run = attempt(request, slot, results, reporter);
    write_file_atomically(aside.path() / "phases.json", phases_json(run.phases));
    std::optional<ClassifiedFailure> failed =
        run.ok() ? take(request, results, aside.path(), run, result, reporter)
                 : classify(run.ending, request.target->client);
    if (!failed) break;
    ClassifiedFailure& failure = *failed;
    if (failure.kind == FailureClass::cancelled) throw_if_cancelled();
    if (!is_passing(failure.kind) || number > mock.retries) {
      const fs::path there = aside.path();
      try {
        fail(request, std::move(failure), number, results, there);
      } catch (...) {
        if (!fs::exists(there)) aside.release();
        throw;
      }
    }
    keep_attempt(results, aside.path() / results.filename(), failure);
    reporter.warning(fmt::format("building {}: {}: {}; trying again", srpm.nevra.str(), name_of(failure.kind),
                                 failure.cause));
    wait_before(number, mock.retry_wait);
  }
  publish(aside.path(), request.result_folder);
  aside.release();
  result.elapsed = std::chrono::steady_clock::now() - begin;
  activity.result(counted(result.packages.size(), "package"));
  return result;
}

}  // namespace

std::unique_ptr<Engine> make_mock_engine(const config::Config& config, const store::Workspace& workspace,
                                         store::Store& store, MockProgram program) {
  return std::make_unique<MockEngine>(config, workspace, store, std::move(program));
}

}  // namespace rpmworks::build
