// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "solve/universe/universe.hpp"
#include "upgrade_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

class Draw {
 public:
  explicit Draw(unsigned seed) : m_source(seed) {}
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(m_source); }
  bool chance(int percent) { return below(100) < percent; }

 private:
  std::mt19937 m_source;
};

constexpr int k_most = 24;

std::string name_of(int number) {
  return "p" + std::to_string(number);
}

std::string any_requirement(Draw& draw) {
  if (draw.chance(20)) return "base" + std::to_string(draw.below(4));
  if (draw.chance(20)) return "virtual" + std::to_string(draw.below(6));
  const std::string name = name_of(draw.below(k_most));
  if (draw.chance(60)) return name;
  return name + (draw.chance(60) ? " >= " : " = ") + std::to_string(1 + draw.below(3)) + "-1";
}

Listed any_package(Draw& draw, int number) {
  Listed one{.name = name_of(number), .version = std::to_string(1 + draw.below(3))};
  for (int i = draw.below(3); i > 0; --i) one.requires_.push_back(any_requirement(draw));
  if (draw.chance(30)) one.provides.push_back("virtual" + std::to_string(draw.below(6)));
  if (draw.chance(8)) one.conflicts.push_back(name_of(draw.below(k_most)) + " < 2");
  if (draw.chance(8)) one.obsoletes.push_back(name_of(draw.below(k_most)) + " < 3");
  return one;
}

std::vector<Listed> any_release(Draw& draw) {
  std::vector<Listed> packages;
  for (int i = 0; i < k_most; ++i)
    if (draw.chance(60)) packages.push_back(any_package(draw, i));
  return packages;
}

// The next release: most packages stay, some change, disappear or appear.
std::vector<Listed> next_release(Draw& draw, const std::vector<Listed>& before) {
  std::map<std::string, Listed> packages;
  for (const Listed& one : before) packages[one.name] = one;
  for (int i = 0; i < k_most; ++i) {
    const std::string name = name_of(i);
    if (draw.chance(25)) packages[name] = any_package(draw, i);
    if (draw.chance(8)) packages.erase(name);
  }
  std::vector<Listed> list;
  for (auto& [name, one] : packages) list.push_back(one);
  return list;
}

std::string version_in(const std::vector<Listed>& packages, const std::string& name) {
  for (const Listed& one : packages)
    if (one.name == name) return one.version;
  return {};
}

/// "NAME-VERSION [R:… P:… C:… O:…]", one a line.
std::string text_of(const std::vector<Listed>& packages) {
  std::string text;
  for (const Listed& one : packages) {
    text += "\n  " + one.name + "-" + one.version;
    if (!one.requires_.empty()) text += " requires " + join(one.requires_, ", ");
    if (!one.provides.empty()) text += " provides " + join(one.provides, ", ");
    if (!one.conflicts.empty()) text += " conflicts " + join(one.conflicts, ", ");
    if (!one.obsoletes.empty()) text += " obsoletes " + join(one.obsoletes, ", ");
  }
  return text;
}

std::string exactly(const std::string& name, const std::string& version) {
  return name + " = " + version + "-1";
}

// These packages can be installed together, and no other of the release can be added to them.
void check_complete(const solve::Universe& universe, const std::vector<std::string>& installed,
                    const std::vector<Listed>& base, const std::vector<Listed>& release) {
  CHECK(universe.can_be_solved(installed));
  for (const Listed& one : release) {
    std::vector<std::string> more = installed;
    more.push_back(exactly(one.name, one.version));
    const bool is_there = std::ranges::find(installed, more.back()) != installed.end();
    if (is_there || !version_in(base, one.name).empty()) continue;
    CAPTURE(one.name);
    CHECK_FALSE(universe.can_be_solved(more));
  }
}

// Each package of the earlier release is on a system, or it cannot be installed, or another one obsoletes it.
void check_systems(const UpgradeFixture& f, const solve::UpgradePath& path, const std::vector<Listed>& base,
                   const std::vector<Listed>& before) {
  if (before.empty()) return;
  solve::Universe universe("x86_64");
  universe.add(f.request.base.available.front());
  universe.add(f.request.earlier.front().sections.front());
  std::vector<std::string> first;
  for (const auto& package : path.systems.front().before)
    first.push_back(exactly(package.name, package.evr.version));
  check_complete(universe, first, base, before);
  for (const auto& package : path.not_installed) {
    CAPTURE(package.str());
    CHECK_FALSE(universe.can_be_solved({exactly(package.name, package.evr.version)}));
  }
}

}  // namespace

// The proof is the planner's own; here its result is compared with the lists that the test made.
TEST_CASE("random releases: the commands lead to the new release, or something is told") {
  const char* given = std::getenv("RPMWORKS_TEST_SEED");
  const unsigned seed = given ? static_cast<unsigned>(std::stoul(given)) : std::random_device()();
  MESSAGE("seed: " << seed << " (set RPMWORKS_TEST_SEED to repeat it)");
  Draw draw(seed);
  std::map<std::string, int> seen;
  for (int round = 0; round < 150; ++round) {
    CAPTURE(round);
    std::vector<Listed> base;
    for (int i = 0; i < 4; ++i) base.push_back({.name = "base" + std::to_string(i)});
    // No release has a package of this NEVRA: otherwise `exactly` would mean either of two.
    if (draw.chance(30))
      base.push_back({.name = name_of(draw.below(k_most)), .version = "2", .release = "0"});
    const std::vector<Listed> before = any_release(draw);
    const std::vector<Listed> now = next_release(draw, before);
    UpgradeFixture f(base, now);
    f.earlier(before);
    const auto path = f.path();
    CAPTURE(text_of(base));
    CAPTURE(text_of(before));
    CAPTURE(text_of(now));
    REQUIRE_FALSE(path.systems.empty());
    CHECK(path.systems.front().with.empty());
    check_systems(f, path, base, before);
    for (const auto& system : path.systems) {
      CAPTURE(commands(system));
      CAPTURE(changes(system));
      CAPTURE(nevras(system.after));
      for (const auto& command : system.commands) ++seen[text_of(command).substr(0, 6)];
      seen["stuck"] += !system.stuck.empty();
      seen["blocked"] += system.is_blocked;
      std::set<std::string> gone;
      std::set<std::string> told;
      std::map<std::string, solve::UpgradeChange::Kind> older_than_base;
      for (const auto& one : system.stuck) told.insert(one.package.name);
      for (const auto& change : system.changes) {
        CAPTURE(text_of(change));
        const std::string& name = change.before.name;
        if (!name.empty()) CHECK(change.before.evr.version == version_in(before, name));
        if (change.kind == solve::UpgradeChange::Kind::removed) gone.insert(name);
        if (change.after.name.empty() || told.contains(change.after.name)) continue;
        // Afterwards it has the version of the new release, or that of the base if the release has none or an
        // older one that nothing requires, and that replaces nothing.
        const std::string in_base = version_in(base, change.after.name);
        const std::string in_release = version_in(now, change.after.name);
        if (!in_base.empty() && in_base > in_release && change.after.evr.version == in_release)
          older_than_base.emplace(change.after.name, change.kind);
        else
          CHECK(change.after.evr.version == std::max(in_base, in_release));
      }
      // Exactly the new release: no other package of it can be added.
      std::vector<std::string> installed;
      for (const auto& package : system.after) {
        CAPTURE(package.str());
        installed.push_back(exactly(package.name, package.evr.version));
        if (system.stuck.empty()) CHECK(package.evr.version == version_in(now, package.name));
      }
      solve::Universe universe("x86_64");
      universe.add(f.request.base.available.front());
      universe.add(f.request.release.sections.front());
      if (system.stuck.empty() && system.with.empty()) check_complete(universe, installed, base, now);
      for (const auto& [name, kind] : older_than_base) {
        if (kind == solve::UpgradeChange::Kind::replaced) continue;
        CAPTURE(name);
        std::vector<std::string> with_base = installed;
        std::erase(with_base, exactly(name, version_in(now, name)));
        with_base.push_back(name + " = " + version_in(base, name) + "-0");
        CHECK_FALSE(universe.can_be_solved(with_base));
      }
      for (const auto& package : system.abandoned) {
        CAPTURE(package.str());
        CHECK(version_in(now, package.name).empty());
        CHECK((gone.contains(package.name) || told.contains(package.name)));
      }
    }
    // The same metadata gives the same result.
    const auto again = f.path();
    REQUIRE(again.systems.size() == path.systems.size());
    for (size_t i = 0; i < path.systems.size(); ++i) {
      CHECK(commands(again.systems[i]) == commands(path.systems[i]));
      CHECK(changes(again.systems[i]) == changes(path.systems[i]));
      CHECK(stuck(again.systems[i]) == stuck(path.systems[i]));
    }
  }
  for (const auto& [what, count] : seen) MESSAGE(what << ": " << count);
  CHECK(seen["upgrad"] > 20);
  CHECK(seen["distro"] > 5);
  CHECK(seen["remove"] > 5);
}
