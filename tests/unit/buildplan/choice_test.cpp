// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/choice.hpp"

#include <random>

#include "unit/schedule/fake_engine.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using buildplan::Choice;
using engine::Artifact;

namespace {

/// Makes up packages with few different names, so that they conflict often.
class Random {
 public:
  explicit Random(unsigned seed) : m_engine(seed) {}

  unsigned below(unsigned limit) { return static_cast<unsigned>(m_engine() % limit); }
  bool in(unsigned many) { return below(many) == 0; }
  std::string name() { return fmt::format("n{}", below(12)); }
  std::string version() { return in(2) ? "1.0" : "2.0"; }
  std::string file() { return fmt::format("/usr/{}/f{}", in(2) ? "bin" : "share", below(6)); }
  std::string requirement() {
    switch (below(8)) {
      case 0:
        return name() + " >= 2.0";
      case 1:
        return name() + " < 2.0";
      case 2:
        return fmt::format("v({})", below(8));
      case 3:
        return file();
      case 4:
        return fmt::format("({} or {})", name(), name());
      case 5:
        return fmt::format("({} if {})", name(), name());
      case 6:
        return name() + "(x86-64)";
      default:
        return name();
    }
  }
  template <typename Make>
  auto some(unsigned limit, Make&& make) {
    std::vector<decltype(make())> made(below(limit + 1));
    for (auto& one : made) one = make();
    return made;
  }

 private:
  std::mt19937 m_engine;
};

std::string virtual_name(Random& random) {
  return fmt::format("v({})", random.below(8));
}

std::vector<Listed> repository(Random& random) {
  std::vector<Listed> packages;
  for (unsigned i = 0; i < 12; ++i) {
    if (random.in(4)) continue;
    Listed package{.name = fmt::format("n{}", i), .version = random.version()};
    package.requires_ = random.some(2, [&] { return random.requirement(); });
    package.provides = random.some(2, [&] { return virtual_name(random); });
    if (random.in(4)) package.conflicts = {random.name()};
    if (random.in(4)) package.recommends = {random.name()};
    for (const std::string& file : random.some(2, [&] { return random.file(); }))
      (file.starts_with("/usr/bin") ? package.files : package.hidden_files).push_back(file);
    packages.push_back(std::move(package));
  }
  return packages;
}

/// Two packages for each of some names, with random requirements.
std::vector<Artifact> built_ones() {
  Random random(1);
  std::vector<Artifact> artifacts;
  for (unsigned i = 0; i < 12; ++i) {
    TestPackage package{.name = fmt::format("n{}", i / 2 * 2), .version = i % 2 ? "2.0" : "1.0"};
    package.requires_ = random.some(2, [&] { return random.requirement(); });
    package.provides = random.some(2, [&] { return virtual_name(random); });
    for (const std::string& file : random.some(2, [&] { return random.file(); })) package.files[file] = "x";
    const fs::path path = built_packages({package}).front();
    artifacts.push_back({.file_name = path.filename().string(),
                         .sha256 = digest_of_file(path),
                         .path = path,
                         .package = rpm::read_package(path)});
  }
  return artifacts;
}

engine::Packages promised_ones(Random& random) {
  engine::Packages packages;
  for (unsigned i = 0; i < 8; ++i) {
    const rpm::Evr evr{.version = random.version(), .release = "1"};
    srpm::Srpm srpm{.name = fmt::format("s{}", i), .nevra = {fmt::format("s{}", i), evr, "src"}};
    srpm.info.packages.push_back(
        {{random.name(), evr, random.in(2) ? "noarch" : "x86_64"},
         random.some(2, [&] { return random.in(3) ? random.file() : virtual_name(random); })});
    packages.push_back(std::make_shared<const engine::Package>(engine::Package{.srpm = std::move(srpm)}));
  }
  return packages;
}

/// What the solver chooses if it sees all packages.
Choice plain_choice(const buildplan::Repositories& base, const std::vector<std::string>& requirements,
                    const std::vector<const Artifact*>& built, const engine::Packages& promised) {
  solve::Universe universe = base.universe();
  std::map<fs::path, std::string> digests;
  for (const Artifact* artifact : built) digests[artifact->path] = artifact->sha256;
  std::vector<fs::path> files;
  for (const auto& [path, digest] : digests) files.push_back(path);
  universe.add_files("product", files);
  for (const engine::PackagePtr& package : promised)
    universe.add_promised(package->srpm.nevra.str(), package->srpm.info);
  const solve::Solution solution = universe.solve(requirements);
  std::set<std::string> chosen_files;
  std::set<std::string> chosen_promises;
  for (const solve::Chosen& chosen : solution.install) {
    if (!chosen.file.empty()) chosen_files.insert(digests.at(chosen.file));
    if (!chosen.promised_by.empty()) chosen_promises.insert(chosen.promised_by);
  }
  return {solution.problems.empty(),
          {chosen_files.begin(), chosen_files.end()},
          {chosen_promises.begin(), chosen_promises.end()}};
}

}  // namespace

TEST_CASE("a solver that sees only the relevant packages chooses like one that sees all") {
  const std::vector<Artifact> artifacts = built_ones();
  unsigned solved = 0, with_files = 0, with_promises = 0, with_neither = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    Random random(seed);
    Product product(repository(random));
    const buildplan::Repositories base(product.engine, product.target, Reporter::silent());
    const engine::Packages all = promised_ones(random);
    buildplan::Chooser chooser(base, product.store, "environment", all);
    for (unsigned round = 0; round < 20; ++round) {
      const auto requirements = random.some(3, [&] { return random.requirement(); });
      std::vector<const Artifact*> built;
      for (const Artifact& artifact : artifacts)
        if (random.in(2)) built.push_back(&artifact);
      std::vector<size_t> withheld;
      engine::Packages promised;
      for (size_t i = 0; i < all.size(); ++i) {
        if (random.in(2))
          withheld.push_back(i);
        else
          promised.push_back(all[i]);
      }
      const Choice choice = chooser.choose({requirements, {}}, built, withheld);
      CAPTURE(seed);
      CAPTURE(join(requirements, ", "));
      CHECK(choice == plain_choice(base, requirements, built, promised));
      // The choice is also remembered.
      CHECK(choice == chooser.choose({requirements, {}}, built, withheld));
      solved += choice.solved;
      with_files += !choice.files.empty();
      with_promises += !choice.promised.empty();
      with_neither += choice.solved && choice.files.empty() && choice.promised.empty();
    }
  }
  // Every kind of case occurred.
  CHECK(solved > 100);
  CHECK(solved < 1100);
  CHECK(with_files > 100);
  CHECK(with_promises > 100);
  CHECK(with_neither > 100);
}
