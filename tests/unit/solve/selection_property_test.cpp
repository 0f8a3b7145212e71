// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "selection_fixture.hpp"
#include "solve/universe/universe.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

class Source {
 public:
  explicit Source(unsigned seed) : m_source(seed) {}
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(m_source); }
  bool chance(int percent) { return below(100) < percent; }

 private:
  std::mt19937 m_source;
};

constexpr int k_names = 40;

// A requirement of another package or of something that several provide.
std::string requirement(Source& source) {
  if (source.chance(25)) return "virtual" + std::to_string(source.below(10));
  const std::string name = "p" + std::to_string(source.below(k_names));
  if (source.chance(10)) return "(" + name + " or virtual" + std::to_string(source.below(10)) + ")";
  if (source.chance(50)) return name;
  return name + (source.chance(70) ? " >= " : " = ") + std::to_string(1 + source.below(3));
}

std::vector<Listed> random_packages(Source& source, int count, int max_version) {
  std::map<std::string, Listed> packages;
  for (int i = 0; i < count; ++i) {
    Listed one{.name = "p" + std::to_string(source.below(k_names)),
               .version = std::to_string(1 + source.below(max_version))};
    for (int k = source.below(3); k > 0; --k) one.requires_.push_back(requirement(source));
    if (source.chance(40)) one.provides.push_back("virtual" + std::to_string(source.below(10)));
    if (source.chance(10)) one.conflicts.push_back("p" + std::to_string(source.below(k_names)) + " < 2");
    if (source.chance(5)) one.obsoletes.push_back("p" + std::to_string(source.below(k_names)) + " < 2");
    packages.try_emplace(one.name + one.version, one);
  }
  std::vector<Listed> list;
  for (const auto& [key, one] : packages) list.push_back(one);
  return list;
}

std::string exactly(const std::string& name, const std::string& version) {
  return name + " = " + version + "-1";
}

// What clients can install: the base, the applications, and these packages of the sections.
class Client {
 public:
  Client(const ReleaseFixture& f, const std::vector<Listed>& base, const std::vector<Listed>& apps,
         const std::vector<Listed>& candidates, const std::string& name) {
    m_universe.add(Listing(f.folder.path(), name + "-base", base).metadata());
    m_universe.add(Listing(f.folder.path(), name + "-apps", apps).metadata());
    m_universe.add(Listing(f.folder.path(), name + "-candidates", candidates).metadata());
  }
  bool can_install(const Strings& requirements) const { return m_universe.can_be_solved(requirements); }

 private:
  solve::Universe m_universe{"x86_64"};
};

}  // namespace

TEST_CASE("random repositories: everything selected can be installed, and nothing can be left out") {
  const char* given = std::getenv("RPMWORKS_TEST_SEED");
  const unsigned seed = given ? static_cast<unsigned>(std::stoul(given)) : std::random_device()();
  MESSAGE("seed: " << seed << " (set RPMWORKS_TEST_SEED to repeat it)");
  Source source(seed);
  int joint = 0;
  int with_candidates = 0;
  int removals = 0;
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    const std::vector<Listed> base = random_packages(source, 25, 1);
    std::vector<Listed> apps;
    for (int i = 0; i < 4; ++i)
      apps.push_back(
          {.name = "app" + std::to_string(i), .requires_ = {requirement(source), requirement(source)}});
    const std::vector<Listed> candidates = random_packages(source, 75, 3);
    ReleaseFixture f(base);
    f.apps(apps);
    f.section("epel", candidates);
    const solve::Selection selection = f.select();

    auto is_selected = [&](const Listed& one) {
      return std::ranges::any_of(selection.packages, [&](const solve::Selected& package) {
        return package.nevra.name == one.name && package.nevra.evr.version == one.version;
      });
    };
    std::vector<Listed> taken;
    std::ranges::copy_if(candidates, std::back_inserter(taken), is_selected);
    const Client client(f, base, apps, taken, "release");
    for (const solve::Selected& package : selection.packages) {
      CAPTURE(package.nevra.str());
      CHECK(client.can_install({exactly(package.nevra.name, package.nevra.evr.version)}));
      if (package.section != "deps/apps") CHECK_FALSE(package.required_by.empty());
    }

    // What is a problem cannot be installed with all candidates either.
    const Client everything(f, base, apps, candidates, "everything");
    Strings all;
    size_t installable = 0;
    for (const Listed& app : apps) {
      if (everything.can_install({app.name})) {
        ++installable;
        all.push_back(app.name);
      }
      CHECK(everything.can_install({app.name}) == is_selected(app));
    }
    CHECK(selection.problems.size() == apps.size() - installable);

    // The applications that can be installed together can still be, but not without any selected package.
    with_candidates += !taken.empty();
    if (all.empty() || !everything.can_install(all)) continue;
    ++joint;
    CHECK(client.can_install(all));
    for (size_t i = 0; i < taken.size(); ++i) {
      CAPTURE(taken[i].name);
      std::vector<Listed> fewer = taken;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      ++removals;
      CHECK_FALSE(Client(f, base, apps, fewer, "fewer").can_install(all));
    }
  }
  MESSAGE(joint << " rounds with all applications together, " << with_candidates << " with candidates, "
                << removals << " removals");
  CHECK(joint > 5);
  CHECK(removals > 20);
}
