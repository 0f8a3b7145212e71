// SPDX-License-Identifier: GPL-3.0-or-later
// rpmworks-bench-dispatch PACKAGES EDGES IN-FLIGHT MILLISECONDS: plans PACKAGES made-up source packages with
// EDGES BuildRequires between them, and passes them in order to an executor in this process, IN-FLIGHT at a
// time, which takes MILLISECONDS for each. Prints the total milliseconds, the milliseconds before the first
// job started, the highest number of active jobs, and the peak memory of this process in MiB.
#include <fmt/format.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "core/error.hpp"
#include "core/files.hpp"
#include "process/process.hpp"
#include "schedule/build.hpp"

using namespace rpmworks;
using Clock = std::chrono::steady_clock;

namespace {

std::string name_of(unsigned i) {
  return fmt::format("p{:05}", i);
}

/// The packages that the builds make: real ones, because a solver reads them. One rpmbuild makes all of them.
std::vector<engine::Artifact> real_packages(unsigned count, const fs::path& folder, store::Store& store) {
  std::string spec =
      "Name: p\nVersion: 1.0\nRelease: 1\nSummary: x\nLicense: MIT\nBuildArch: noarch\n%description\nx\n";
  for (unsigned i = 0; i < count; ++i)
    spec += fmt::format(
        "%package -n {0}-devel\nSummary: x\n%description -n {0}-devel\nx\n%files -n {0}-devel\n", name_of(i));
  write_file_atomically(folder / "p.spec", spec);
  run_checked({.argv = {"rpmbuild", "-bb", "--quiet", "--define", "_topdir " + folder.string(), "--define",
                        "_binary_payload w0.ufdio", (folder / "p.spec").string()}},
              "making packages");
  std::vector<engine::Artifact> packages;
  for (unsigned i = 0; i < count; ++i) {
    const std::string file = name_of(i) + "-devel-1.0-1.noarch.rpm";
    engine::Artifact made{.file_name = file};
    made.package = rpm::read_package(folder / "RPMS" / "noarch" / file);
    made.sha256 = store.put_file(folder / "RPMS" / "noarch" / file);
    made.path = store.blob(made.sha256);
    packages.push_back(std::move(made));
  }
  return packages;
}

/// Simulates a cluster with many nodes, which take the same time for every job.
class StandIn : public engine::Engine {
 public:
  StandIn(std::vector<engine::Artifact> packages, upstream::Metadata base, std::chrono::milliseconds takes)
      : m_packages(std::move(packages)), m_base(std::move(base)), m_takes(takes) {}

  std::string name() const override { return "stand-in"; }
  std::string version() const override { return "1"; }
  std::string environment_sha256(const config::Target&) override { return "environment"; }
  std::string trust_sha256(const config::Target&) override { return "trust"; }
  std::vector<upstream::Metadata> repositories(const config::Target&, Reporter&) override { return {m_base}; }
  std::string buildroot_sha256(const engine::BuildRequest&, Reporter&) override { return "root"; }
  bool builds_here() const override { return false; }
  engine::BuildResult build(const engine::BuildRequest& request, Reporter&) override {
    int now = ++m_in_flight;
    {
      const std::lock_guard guard(m_mutex);
      if (!m_first) m_first = Clock::now();
      m_most = std::max(m_most, now);
    }
    std::this_thread::sleep_for(m_takes);
    make_folders(request.result_folder);
    engine::BuildResult result{.name = request.srpm().name, .target = request.target->name, .engine = name()};
    result.folder = request.result_folder;
    result.packages = {m_packages.at(std::stoul(request.srpm().name.substr(1)))};
    --m_in_flight;
    return result;
  }
  std::optional<Clock::time_point> first() const { return m_first; }
  int most() const { return m_most; }

 private:
  std::vector<engine::Artifact> m_packages;
  upstream::Metadata m_base;
  std::chrono::milliseconds m_takes;
  std::atomic<int> m_in_flight{0};
  std::mutex m_mutex;
  std::optional<Clock::time_point> m_first;
  int m_most = 0;
};

engine::Packages made_up(unsigned packages, unsigned edges) {
  std::mt19937 random(1);
  engine::Packages all;
  for (unsigned i = 0; i < packages; ++i) {
    const std::string name = name_of(i);
    const rpm::Evr evr{.version = "1.0", .release = "1"};
    std::set<std::string> needs;
    // Only packages of at most ten earlier groups: products consist of layers, each a tenth of the packages.
    const unsigned layer = std::max(1U, packages / 10);
    for (unsigned k = 0; k < edges / packages && i >= layer; ++k)
      needs.insert(name_of((i / layer - 1) * layer + static_cast<unsigned>(random() % layer)) + "-devel");
    srpm::Srpm srpm{.name = name,
                    .nevra = {name, evr, "src"},
                    .file_name = name + "-1.0-1.src.rpm",
                    .sha256 = name,
                    .info = {.name = name, .evr = evr, .build_requires = {needs.begin(), needs.end()}}};
    srpm.info.packages = {{{name + "-devel", evr, "noarch"}, {}}};
    all.push_back(std::make_shared<const engine::Package>(engine::Package{.srpm = std::move(srpm)}));
  }
  return all;
}

int run(unsigned packages, unsigned edges, unsigned in_flight, std::chrono::milliseconds takes) {
  const TempDir folder(fs::exists("/dev/shm") ? "/dev/shm" : fs::temp_directory_path(), "rpmworks-dispatch-");
  const store::Workspace workspace{.root = folder.path() / "workspace",
                                   .cache = folder.path() / "cache",
                                   .store_folder = folder.path() / "store"};
  make_folders(workspace.tmp());
  store::Store store(workspace.store_folder);
  make_folders(folder.path() / "base");
  write_file_atomically(
      folder.path() / "base" / "primary.xml",
      "<metadata xmlns=\"http://linux.duke.edu/metadata/common\" packages=\"0\"></metadata>");
  upstream::Metadata base{.name = "base",
                          .baseurl = "file:///base",
                          .primary = folder.path() / "base" / "primary.xml",
                          .repomd_sha256 = "base",
                          .cache = folder.path() / "cache"};
  StandIn engine(real_packages(packages, folder.path(), store), base, takes);
  const config::Target target{.name = "t", .arch = "x86_64"};
  const auto all = made_up(packages, edges);
  const auto begin = Clock::now();
  const auto outcome = schedule::build_all(all, schedule::Setup{engine, target, workspace, store},
                                           {.jobs = in_flight}, Reporter::silent());
  const auto milliseconds = [&](Clock::time_point end) {
    return std::chrono::duration<double, std::milli>(end - begin).count();
  };
  if (!outcome.complete()) throw outcome.error();
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  std::printf("%.0f %.0f %d %ld\n", milliseconds(Clock::now()), milliseconds(engine.first().value_or(begin)),
              engine.most(), usage.ru_maxrss / 1024);
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 5) {
    std::fputs("usage: rpmworks-bench-dispatch PACKAGES EDGES IN-FLIGHT MILLISECONDS\n", stderr);
    return 2;
  }
  const auto number = [&](int i) { return static_cast<unsigned>(std::stoul(argv[i])); };
  return run(number(1), number(2), number(3), std::chrono::milliseconds(number(4)));
} catch (const Error& error) {
  std::fputs(error.render().c_str(), stderr);
  return static_cast<int>(error.code());
}
