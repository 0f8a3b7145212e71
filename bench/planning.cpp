// SPDX-License-Identifier: GPL-3.0-or-later
// rpmworks-bench-planning CACHE PACKAGES EDGES: plans PACKAGES made-up source packages with EDGES
// BuildRequires between them (a third of these names are known only from earlier builds), and gcc and make
// from the base repository in CACHE. Prints the milliseconds for the plan alone.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <random>
#include <set>

#include "buildplan/plan.hpp"
#include "core/error.hpp"
#include "core/files.hpp"
#include "schedule/make_engine.hpp"

using namespace rpmworks;

namespace {

engine::Packages made_up(unsigned packages, unsigned edges) {
  std::mt19937 random(1);
  engine::Packages all;
  for (unsigned i = 0; i < packages; ++i) {
    const std::string name = fmt::format("p{:05}", i);
    const rpm::Evr evr{.version = "1.0", .release = "1"};
    std::set<std::string> needs{i % 2 == 0 ? "gcc" : "make"};
    for (unsigned k = 0; k < edges / packages && i > 0; ++k)
      needs.insert(k % 3 == 0 ? fmt::format("pkgconfig(p{:05})", random() % i)
                              : fmt::format("p{:05}-devel >= 1.0", random() % i));
    srpm::Srpm srpm{.name = name,
                    .nevra = {name, evr, "src"},
                    .sha256 = name,
                    .info = {.name = name, .evr = evr, .build_requires = {needs.begin(), needs.end()}}};
    srpm.info.packages = {{{name, evr, "x86_64"}, {}}, {{name + "-devel", evr, "x86_64"}, {}}};
    all.push_back(std::make_shared<const engine::Package>(engine::Package{.srpm = std::move(srpm)}));
  }
  return all;
}

buildplan::EarlierProviders earlier_of(const engine::Packages& packages) {
  buildplan::EarlierProviders earlier(packages);
  for (const auto& package : packages)
    earlier.add(package->label(), "when it was last built",
                {fmt::format("pkgconfig({}) = 1.0", package->label())});
  return earlier;
}

int run(const fs::path& cache, unsigned packages, unsigned edges) {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-planning-");
  const store::Workspace workspace{
      .root = folder.path(), .cache = cache, .store_folder = folder.path() / "store"};
  store::Store store(workspace.store_folder);
  const config::Config config = config::standalone({workspace.hostbase()});
  const config::Target& target = config.target();
  const auto engine = schedule::make_engine({config, workspace, store}, target, {.jobs = 1});
  const auto all = made_up(packages, edges);
  const buildplan::Repositories repositories(*engine, target, Reporter::silent());
  const auto begin = std::chrono::steady_clock::now();
  const buildplan::Plan plan = buildplan::make_plan(all, repositories, Reporter::silent(), earlier_of(all));
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  size_t needs = 0;
  for (const auto& step : plan.steps) needs += step.needs.size();
  std::printf("%.1f %zu %zu\n", took.count(), plan.steps.size(), needs);
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) {
    std::fputs("usage: rpmworks-bench-planning CACHE PACKAGES EDGES\n", stderr);
    return 2;
  }
  return run(argv[1], static_cast<unsigned>(std::stoul(argv[2])), static_cast<unsigned>(std::stoul(argv[3])));
} catch (const Error& error) {
  std::fputs(error.render().c_str(), stderr);
  return static_cast<int>(error.code());
}
