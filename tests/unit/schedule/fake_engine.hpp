// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/unfulfilled.hpp"
#include "process/process.hpp"
#include "schedule/build.hpp"
#include "schedule/survey.hpp"
#include "support/errors.hpp"
#include "support/listing.hpp"
#include "support/rpm_fixture.hpp"

namespace rpmworks::test {

/// An engine that makes tiny real packages without a chroot, and records its requests.
class FakeEngine : public engine::Engine {
 public:
  FakeEngine(store::Store& store, std::vector<upstream::Metadata> repositories)
      : m_store(store), m_repositories(std::move(repositories)) {}

  std::map<std::string, std::vector<TestPackage>>
      makes;                                 ///< by source name; if missing, one package of that name
  std::map<std::string, std::string> fails;  ///< by source name: the message
  std::map<std::string, std::vector<std::string>>
      asks;  ///< by source name: packages that a build asks for when it runs, and that must then be installed
  std::string environment = "environment";
  std::string engine_version = "1";
  std::string trusted = "a key";
  std::set<std::string>
      wavering;            ///< source names: in a second build, their first package has other contents
  std::string unforeseen;  ///< becomes part of the roots of real builds, but not of predictions
  std::chrono::milliseconds takes{0};
  std::string fault;             ///< thrown instead of a build failure with logs: Error(trust)
  std::function<void()> throws;  ///< the exception of each build, if set

  std::vector<std::string> built;  ///< source names, in the order of their starts
  std::map<std::string, std::vector<std::string>>
      visible;                                 ///< names of the local packages that each build saw
  std::map<std::string, rpm::Macros> macros;   ///< of the target, as each build saw it last
  std::vector<engine::InstalledPackage> root;  ///< of repositories, if known
  int most_at_a_time = 0;
  int foretold = 0;  ///< number of requests for a root
  int opened = 0;    ///< number of requests for metadata

  std::string name() const override { return "fake"; }
  std::string version() const override { return engine_version; }
  std::string environment_sha256(const config::Target&) override {
    return sha256(environment + engine_version + trusted);
  }
  std::string trust_sha256(const config::Target&) override { return sha256(trusted); }
  std::vector<upstream::Metadata> repositories(const config::Target&, Reporter&) override {
    const std::lock_guard guard(m_mutex);
    ++opened;
    return m_repositories;
  }
  std::string buildroot_sha256(const engine::BuildRequest& request, Reporter&) override {
    const std::lock_guard guard(m_mutex);
    ++foretold;
    return root_of(request);
  }
  std::vector<engine::InstalledPackage> buildroot(const engine::BuildRequest&, Reporter&) override {
    return root;
  }
  engine::BuildResult build(const engine::BuildRequest& request, Reporter&) override;

 private:
  // The predicted packages; here only the product's own.
  std::string root_of(const engine::BuildRequest& request) const {
    std::string digests;
    for (const engine::InstalledPackage& package : root) digests += package.sha256;
    for (const fs::path& file : request.local_packages) digests += digest_of_file(file);
    return sha256(digests);
  }

  store::Store& m_store;
  std::vector<upstream::Metadata> m_repositories;
  std::mutex m_mutex;
  int m_running = 0;
};

/// Builds several packages from one spec; the same ones only once per process, because rpmbuild is slow.
inline std::vector<fs::path> built_packages(const std::vector<TestPackage>& packages) {
  static std::mutex mutex;
  static const TempDir folder(fs::temp_directory_path(), "packages-");
  static std::map<std::string, std::vector<fs::path>> made;
  const TestPackage& first = packages.front();
  std::string heads, install, lists;
  for (const TestPackage& package : packages) {
    const bool is_first = &package == &first;
    heads += is_first ? "Name: " + package.name + "\nVersion: " + package.version +
                            "\nRelease: 1\nBuildArch: noarch\n"
                      : "%package -n " + package.name + "\n";
    heads += "Summary: " + package.summary + "\nLicense: MIT\n";
    for (const auto& requirement : package.requires_) heads += "Requires: " + requirement + "\n";
    for (const auto& provided : package.provides) heads += "Provides: " + provided + "\n";
    const std::string name = is_first ? "" : " -n " + package.name;
    heads += "%description" + name + "\nMade by a test.\n";
    lists += "%files" + name + "\n";
    for (const auto& [path, content] : package.files) {
      install += "install -d %{buildroot}" + fs::path(path).parent_path().string() + "; echo " + content +
                 " >%{buildroot}" + path + "\n";
      lists += path + "\n";
    }
  }
  const std::string spec = heads + "%install\n" + install + lists;
  const std::lock_guard guard(mutex);
  std::vector<fs::path>& files = made[spec];
  if (!files.empty()) return files;
  const fs::path work = folder.path() / std::to_string(made.size());
  make_folders(work);
  write_file_atomically(work / "x.spec", spec);
  run_checked(
      {.argv = {"rpmbuild", "-bb", "--quiet", "--define", "_topdir " + work.string(), "--define",
                "_binary_payload w1.gzdio", "--define", "use_source_date_epoch_as_buildtime 1", "--define",
                "clamp_mtime_to_source_date_epoch 1", "--define", "_buildhost test", "--define",
                "debug_package %{nil}", "--define", "__os_install_post %{nil}", (work / "x.spec").string()},
       .env = {{{"PATH", "/usr/bin:/bin"}, {"HOME", work.string()}, {"SOURCE_DATE_EPOCH", "1700000000"}}}},
      "building test packages");
  for (const TestPackage& package : packages) {
    files.push_back(work / "RPMS" / "noarch" / (package.name + "-" + package.version + "-1.noarch.rpm"));
  }
  return files;
}

inline engine::BuildResult FakeEngine::build(const engine::BuildRequest& request, Reporter& reporter) {
  const srpm::Srpm& srpm = request.srpm();
  const Activity pretending(reporter, "pretending", srpm.name);
  {
    const std::lock_guard guard(m_mutex);
    built.push_back(srpm.name);
    most_at_a_time = std::max(most_at_a_time, ++m_running);
    auto& names = visible[srpm.name];
    names.clear();
    for (const fs::path& file : request.local_packages) names.push_back(rpm::read_package(file).nevra.name);
    macros[srpm.name] = request.target->macros;
  }
  std::this_thread::sleep_for(takes);
  if (fs::exists(request.result_folder)) throw Error(ExitCode::failed, "the result folder already exists");
  const TempDir work(m_store.folder() / "work", "fake-engine-");
  make_folders(request.result_folder.parent_path());
  const fs::path folder = work.path() / "result";
  make_folders(folder);
  write_file_atomically(folder / "build.log", "built " + srpm.sha256 + "\n");
  engine::BuildResult result{.name = srpm.name,
                             .target = request.target->name,
                             .engine = name(),
                             .srpm_sha256 = srpm.sha256,
                             .buildroot_sha256 = unforeseen.empty() ? root_of(request) : sha256(unforeseen)};
  for (const std::string& requirement : asks[srpm.name]) {
    const std::lock_guard guard(m_mutex);
    const auto& seen = visible[srpm.name];
    if (std::ranges::find(seen, requirement) != seen.end()) continue;
    --m_running;
    throw engine::Unfulfilled(Error(ExitCode::invalid, srpm.name + " asks for " + requirement),
                              {requirement});
  }
  if (throws) {
    const std::lock_guard guard(m_mutex);
    --m_running;
    throws();
  }
  if (const auto fails_with = fails.find(srpm.name); fails_with != fails.end()) {
    if (!fault.empty()) {
      const std::lock_guard guard(m_mutex);
      --m_running;
      throw Error(ExitCode::trust, fault).hint("none");
    }
    fs::rename(folder, request.result_folder);
    const std::lock_guard guard(m_mutex);
    --m_running;
    throw Error(ExitCode::build, fails_with->second)
        .note(fmt::format("the whole log: {}", (request.result_folder / "build.log").string()))
        .hint("none");
  }
  std::vector<TestPackage> packages{{.name = srpm.nevra.name}};
  if (const auto known = makes.find(srpm.nevra.name); known != makes.end()) packages = known->second;
  if (wavering.contains(srpm.name))
    packages.front().files["/usr/share/" + srpm.name] = request.second_build ? "second" : "first";
  for (TestPackage& package : packages) package.version = srpm.nevra.evr.version;
  for (const fs::path& file : built_packages(packages)) {
    const fs::path place = folder / file.filename();
    copy_file_contents(file, place);
    engine::Artifact artifact{.file_name = place.filename().string(), .sha256 = m_store.put_file(place)};
    artifact.path = m_store.blob(artifact.sha256);
    artifact.package = rpm::read_package(artifact.path);
    result.packages.push_back(std::move(artifact));
  }
  fs::rename(folder, request.result_folder);
  result.folder = request.result_folder;
  result.elapsed = std::chrono::milliseconds(10);
  const std::lock_guard guard(m_mutex);
  --m_running;
  return result;
}

/// A product: packages, a base repository, a workspace.
struct Product {
  // In memory if possible: everything in a store is synced to the disk.
  TempDir folder{fs::exists("/dev/shm") ? "/dev/shm" : fs::temp_directory_path(), "rpmworks-product-"};
  store::Workspace workspace{.root = folder.path() / "workspace",
                             .cache = folder.path() / "cache",
                             .store_folder = folder.path() / "store"};
  store::Store store{workspace.store_folder};
  config::Target target{.name = "el6", .arch = "x86_64", .dist = ".el6"};
  std::vector<engine::Package> packages;  ///< may be changed between runs
  FakeEngine engine;

  explicit Product(const std::vector<Listed>& base = {{.name = "gcc"}, {.name = "make"}})
      : engine(store, {Listing(folder.path(), "base", base).metadata()}) {
    make_folders(workspace.tmp());
  }

  /// Adds a source package. Its spec declares a package of its name, and NAME-devel.
  srpm::Srpm& add(const std::string& name, const std::vector<std::string>& build_requires = {},
                  const std::vector<std::string>& provides = {}) {
    srpm::Srpm srpm{
        .name = name,
        .nevra = {name, {.version = "1.0", .release = "1"}, "src"},
        .file_name = name + "-1.0-1.src.rpm",
        .sha256 = store.put_bytes("source of " + name),
        .info = {.name = name, .evr = {.version = "1.0", .release = "1"}, .build_requires = build_requires}};
    srpm.path = folder.path() / "none.src.rpm";
    srpm.info.packages.push_back({{name, srpm.nevra.evr, "noarch"}, provides});
    srpm.info.packages.push_back({{name + "-devel", srpm.nevra.evr, "noarch"}, {}});
    engine.makes[name] = {{.name = name, .provides = provides}, {.name = name + "-devel"}};
    packages.push_back({.srpm = std::move(srpm)});
    return packages.back().srpm;
  }
  engine::Package& package(const std::string& name) {
    return *std::ranges::find(packages, name, [](const engine::Package& one) { return one.srpm.name; });
  }
  srpm::Srpm& get(const std::string& name) { return package(name).srpm; }
  /// Adds a bootstrap build to a package, with other BuildRequires and, if given, other binary packages.
  void bootstrap(const std::string& name, const std::vector<std::string>& build_requires,
                 const std::vector<std::string>& makes = {}) {
    engine::Package bootstrap{.srpm = get(name),
                              .bootstrap_macros = {{"_with_bootstrap", "--with-bootstrap"}}};
    srpm::Srpm& srpm = bootstrap.srpm;
    srpm.sha256 = store.put_bytes("bootstrap build of " + name);
    srpm.info.build_requires = build_requires;
    if (!makes.empty()) {
      srpm.info.packages.clear();
      for (const auto& made : makes) srpm.info.packages.push_back({{made, srpm.nevra.evr, "noarch"}, {}});
    }
    package(name).bootstrap = std::make_shared<const engine::Package>(std::move(bootstrap));
  }
  /// The current packages.
  engine::Packages all() const {
    engine::Packages shared;
    for (const engine::Package& one : packages)
      shared.push_back(std::make_shared<const engine::Package>(one));
    return shared;
  }
  schedule::Setup setup() { return {engine, target, workspace, store}; }
  std::vector<schedule::Forecast> survey(const schedule::BuildOptions& options = {}) {
    return schedule::survey(all(), setup(), options, Reporter::silent());
  }
  void change(const std::string& name, const std::string& content) {
    get(name).sha256 = store.put_bytes(content);
  }

  /// One run; the engine records only this one.
  schedule::Outcome outcome(schedule::BuildOptions options = {}, Reporter& reporter = Reporter::silent()) {
    engine.built.clear();
    engine.visible.clear();
    engine.macros.clear();
    engine.foretold = engine.opened = 0;
    if (!options.resources) options.resources = [] { return buildroot::k_least_for_a_build; };
    return schedule::build_all(all(), setup(), options, reporter);
  }
  std::vector<engine::BuildResult> build(const schedule::BuildOptions& options = {},
                                         Reporter& reporter = Reporter::silent()) {
    return outcome(options, reporter).require_complete();
  }
  std::vector<std::string> built_in_one_run() {
    build({.jobs = 1});
    return engine.built;
  }
  std::string error(ExitCode code, const schedule::BuildOptions& options = {}) {
    return error_of(code, [&] { build(options); });
  }
};

using Names = std::vector<std::string>;

}  // namespace rpmworks::test
