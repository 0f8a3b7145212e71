// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/build_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "config/config.hpp"
#include "config/debian_names.hpp"
#include "config/hostbase.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::buildroot {

namespace {

using Requirements = std::vector<std::string>;

constexpr const char* k_advice_on_older_base =
    "the base repository was made by an older rpmworks: run rpmworks-hostbase to update it";

// Roots, and the results of builds, are identified by the SHA-256 of their packages.
Error without_sha256(const upstream::Location& location) {
  return Error(ExitCode::upstream,
               fmt::format("{} cannot be installed in a build root: the metadata of {} has no SHA-256 of it",
                           location.nevra.str(), location.repository))
      .note("`digests: sha1` of an upstream accepts such packages only for the sections of a release")
      .hint(
          "build with another repository, or copy this one and make its metadata again (createrepo_c "
          "--checksum sha256)");
}

class Resolver {
 public:
  explicit Resolver(const RootSources& sources) : m_universe(sources.arch) {
    for (const auto* const metadata : sources.repositories) m_universe.add(*metadata);
    if (!sources.local_packages.empty()) m_universe.add_files("local", sources.local_packages);
    for (size_t i = 0; i < sources.local_packages.size(); ++i)
      m_local_digests[sources.local_packages[i]] = sources.local_digests[i];
  }

  solve::Solution solve(const Requirements& requirements, const Requirements& conflicts = {}) const {
    return m_universe.solve(requirements, conflicts);
  }

  std::vector<engine::InstalledPackage> packages(const solve::Solution& solution) const {
    std::vector<engine::InstalledPackage> packages;
    for (const auto& chosen : solution.install) {
      const auto& location = chosen.location;
      if (chosen.file.empty()) {
        if (location.sha256.empty()) throw without_sha256(location);
        packages.push_back(
            {location.sha256, location.nevra, location.repository, location.href, location.size});
      } else {
        const auto nevra = rpm::read_package(chosen.file).nevra;
        // No path: the digest finds the package in the store, even if the store was moved.
        packages.push_back({m_local_digests.at(chosen.file), nevra, "", "", fs::file_size(chosen.file)});
      }
    }
    return packages;
  }

 private:
  solve::Universe m_universe;
  std::map<fs::path, std::string> m_local_digests;
};

[[noreturn]] void throw_problems(const solve::Solution& solution, const std::string& subject,
                                 const std::string& hint) {
  std::vector<std::string> notes;
  bool is_conflict = true;
  for (const auto& problem : solution.problems) {
    notes.push_back(problem.requirement);
    for (const auto& line : problem.explanation) notes.push_back("  " + line);
    is_conflict &= tells_conflict(join(problem.explanation, "\n"));
  }
  throw Error(ExitCode::invalid,
              fmt::format("{} cannot be {}", subject, is_conflict ? "installed together" : "installed"))
      .notes(std::move(notes))
      .hint(is_conflict ? k_advice_on_conflict : hint);
}

std::vector<std::string> names_of(const RootSources& sources) {
  std::vector<std::string> names;
  for (const auto* const metadata : sources.repositories) names.push_back(metadata->name);
  return names;
}

// "name = evr" for each package, so that the solver chooses the same ones.
Requirements pinned(const std::vector<engine::InstalledPackage>& packages) {
  Requirements requirements;
  for (const auto& package : packages) {
    std::string evr = package.nevra.evr.str();
    requirements.push_back(fmt::format("{} = {}", package.nevra.name, evr));
  }
  return requirements;
}

std::set<std::string> digests(const std::vector<engine::InstalledPackage>& packages) {
  std::set<std::string> set;
  for (const auto& package : packages) set.insert(package.sha256);
  return set;
}

bool contains_all(const std::vector<engine::InstalledPackage>& all,
                  const std::vector<engine::InstalledPackage>& some) {
  const auto set = digests(all);
  return std::all_of(some.begin(), some.end(),
                     [&](const engine::InstalledPackage& package) { return set.contains(package.sha256); });
}

std::vector<engine::InstalledPackage> bootstrap_of(const Resolver& resolver,
                                                   const std::vector<engine::InstalledPackage>& base) {
  const auto packages = resolver.packages(resolver.solve({"rpm"}));
  // Solved alone, rpm may use another provider of something than the base has.
  return !packages.empty() && contains_all(base, packages) ? packages : base;
}

}  // namespace

std::vector<engine::InstalledPackage> BuildSet::all() const {
  std::vector<engine::InstalledPackage> packages = base;
  packages.insert(packages.end(), extra.begin(), extra.end());
  return packages;
}

std::string digest_of(const BuildSet& set) {
  return digest_of(set.all());
}

std::string key_of(const RootSources& sources, const RootRequirements& needs) {
  Digest digest;
  digest.field("build set 2").field(sources.arch);
  const auto list = [&](const Requirements& words) {
    digest.field(std::to_string(words.size()));
    for (const auto& word : words) digest.field(word);
  };
  Requirements repositories;
  for (const auto* const metadata : sources.repositories) {
    repositories.push_back(metadata->name);
    repositories.push_back(metadata->repomd_sha256);
  }
  list(repositories);
  list(sources.local_digests);
  list(needs.base);
  list(needs.build);
  list(needs.conflicts);
  return digest.hex();
}

std::string advice_on_missing(const std::vector<std::string>& repositories, const Requirements& missing) {
  if (std::ranges::find(repositories, config::Hostbase::k_name) == repositories.end())
    return "correct the specs, or add a repository that provides these to the target's buildroot.repos";
  const auto& always = config::hostbase_install();
  if (std::ranges::any_of(missing, [&](const auto& name) { return std::ranges::count(always, name) != 0; }))
    return k_advice_on_older_base;
  const std::string known = config::known_to_hostbase(missing);
  return known.empty()
             ? "correct the specs, or add the Debian packages that provide these to the base repository: "
               "rpmworks-hostbase PACKAGE…"
             : fmt::format("add the packages that Debian has to the base repository: rpmworks-hostbase {}",
                           known);
}

std::string advice_on_root(const std::vector<std::string>& repositories,
                           const std::vector<solve::Problem>& problems, const std::string& otherwise) {
  const bool has_hostbase = std::ranges::count(repositories, config::Hostbase::k_name) != 0;
  const auto lacks = [&](const std::string& said, const std::string& requirement) {
    if (std::ranges::count(config::hostbase_install(), requirement) == 0) return false;
    if (said.empty() || said.find("nothing provides requested " + requirement) != std::string::npos)
      return true;
    // A package of the base repository lacks something. With several repositories, it may be a package of
    // another one.
    return repositories.size() == 1 && said.find("nothing provides ") != std::string::npos;
  };
  const auto is_of_older = [&](const solve::Problem& problem) {
    const std::string said = join(problem.explanation, "\n");
    std::vector<std::string> asked = split(problem.requirement, ',');
    return std::ranges::any_of(asked, [&](const auto& one) { return lacks(said, std::string(trim(one))); });
  };
  return has_hostbase && std::ranges::any_of(problems, is_of_older) ? k_advice_on_older_base : otherwise;
}

// Recognised by libsolv's messages.
bool tells_conflict(const std::string& explanation) {
  constexpr std::array k_words{" conflicts with ", "cannot install both ", " obsoletes "};
  const auto says = [&](const char* words) { return explanation.find(words) != std::string::npos; };
  return std::ranges::any_of(k_words, says) && !says("nothing provides ");
}

BuildSet resolve(const RootSources& sources, const RootRequirements& needs, const std::string& who) {
  const Resolver resolver(sources);
  const auto base = resolver.solve(needs.base);
  if (!base.problems.empty())
    throw_problems(base, "the packages of the target's base root",
                   advice_on_root(names_of(sources), base.problems,
                                  "see buildroot.install and buildroot.repos of the target"));
  BuildSet set;
  set.base = resolver.packages(base);
  if (!needs.build.empty() || !needs.conflicts.empty()) {
    Requirements together = pinned(set.base);
    together.insert(together.end(), needs.build.begin(), needs.build.end());
    auto whole = resolver.packages(resolver.solve(together, needs.conflicts));
    if (whole.empty() || !contains_all(whole, set.base)) {
      together = needs.base;
      together.insert(together.end(), needs.build.begin(), needs.build.end());
      const auto anew = resolver.solve(together, needs.conflicts);
      if (!anew.problems.empty()) {
        Requirements missing;
        for (const solve::Problem& problem :
             anew.problems)  // a requirement with a version may only lack the version
          if (problem.requirement.find(' ') == std::string::npos) missing.push_back(problem.requirement);
        throw_problems(anew, fmt::format("BuildRequires of {}", who),
                       advice_on_missing(names_of(sources), missing));
      }
      set.base = resolver.packages(anew);
      whole = set.base;
    }
    const auto in_base = digests(set.base);
    for (auto& package : whole)
      if (!in_base.contains(package.sha256)) set.extra.push_back(std::move(package));
  }
  set.bootstrap = bootstrap_of(resolver, set.base);
  return set;
}

}  // namespace rpmworks::buildroot
