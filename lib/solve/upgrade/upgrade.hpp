// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "rpm/nevra.hpp"
#include "solve/selection/selection.hpp"
#include "solve/universe/universe.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// The repositories of a release, for the clients of one target. The name of each is its section.
struct ReleaseRepositories {
  std::string release;
  std::vector<upstream::Metadata> sections;
  /// By section: its packages, if all their headers were read. See Candidates::packages.
  std::map<std::string, std::vector<ReadPackage>> packages = {};
  /// Names of sections whose packages modules never hide: `module_hotfixes` of a .repo file.
  std::set<std::string> hotfixes = {};
  std::vector<config::ModuleStream> modules = {};  ///< the streams that its clients enabled
};

/// Whether two packages of one NEVRA differ only in their signatures. The repository of each is its section.
using SamePackage = std::function<bool(const std::string& earlier_release, const upstream::Location& before,
                                       const upstream::Location& after)>;

struct UpgradeRequest {
  std::string arch;
  /// The system that clients have. If it is empty, whatever the packages require and no release provides is
  /// taken as given. Its `modules` are not used: each release has its own.
  Base base;
  ReleaseRepositories release;
  std::vector<ReleaseRepositories> earlier;
  SamePackage same_package;  ///< unset: packages with another digest are others
};

/// A command for the client's package manager. Programs differ in what they call it.
struct UpgradeCommand {
  enum class Kind {
    upgrade,      ///< everything
    distro_sync,  ///< these packages to the version of the repositories, also to a lower one
    reinstall,    ///< these packages in the same version
    swap,         ///< removes the first and installs the second in one step
    remove,
    install
  };
  Kind kind = Kind::upgrade;
  std::vector<std::string> packages;  ///< NAME or NAME.ARCH, sorted except for swap
  std::vector<rpm::Nevra> removed;    ///< what is gone afterwards although the command does not name it
  bool operator==(const UpgradeCommand&) const = default;
};

/// What becomes of a package.
struct UpgradeChange {
  enum class Kind {
    upgraded,
    downgraded,
    rebuilt,   ///< same NEVRA, other contents
    replaced,  ///< by a package that obsoletes it
    removed,
    added,
    kept  ///< an earlier version that stays installed beside the new one, as kernels do
  };
  Kind kind = Kind::upgraded;
  rpm::Nevra before;
  rpm::Nevra after;            ///< empty if it is removed or kept
  std::string section_before;  ///< empty: of the base
  std::string section_after;   ///< same
};

/// A package that does not get to the state of the new release, whatever command is run.
struct Stuck {
  rpm::Nevra package;
  rpm::Nevra wanted;                     ///< the package of the new release; empty: it should be gone
  std::vector<std::string> explanation;  ///< the solver's, one line each
};

/// The way of one system.
struct UpgradeSystem {
  /// The packages of the earlier release that the first system lacks; empty: this is the first system.
  std::vector<rpm::Nevra> with;
  std::vector<UpgradeCommand> commands;  ///< to be run in this order
  std::vector<UpgradeChange> changes;    ///< sorted by name and architecture
  size_t unchanged = 0;                  ///< number of installed packages that are in both releases
  std::vector<rpm::Nevra> before;        ///< installed packages of the earlier release, sorted
  std::vector<rpm::Nevra> after;         ///< installed packages of the releases after the commands, sorted
  /// Packages that are in no repository any more and that nothing obsoletes. `commands` remove them.
  std::vector<rpm::Nevra> abandoned;
  /// The package manager refuses its own upgrade until `abandoned` packages are removed.
  bool is_blocked = false;
  std::vector<Stuck> stuck;  ///< empty: the commands were proven to end in exactly the new release
};

/// How systems with an earlier release get to the new one.
struct UpgradePath {
  std::string from;
  std::vector<UpgradeSystem> systems;     ///< at least one
  std::vector<rpm::Nevra> not_installed;  ///< packages of the earlier release that cannot be installed
  std::vector<UpgradeChange> moved;       ///< packages whose section changes
};

/// For each earlier release, computes commands that lead from it to the new release, and proves them.
///
/// The first system is the base with packages of the earlier release to which no other of them can be added.
/// The other packages, which conflict with these, are on further systems, made in the same way. Packages that
/// cannot be installed at all are `not_installed`.
///
/// On each system, libsolv executes every command as dnf would: with the jobs and flags of libdnf
/// (libdnf/goal/Goal.cpp), the option `best`, and no weak dependencies. The commands are proven if afterwards
/// the system has the new release's version of all its packages that the new release has or replaces, no
/// package of the earlier release that the new one lacks, and, if it is the first system, packages of the
/// new release to which no other of them can be added. What the system had comes first: a new package that
/// conflicts with such a package is not added. Packages of which several versions can be installed may stay.
///
/// Earlier releases are examined in parallel, as many at a time as `jobs`. The same metadata gives the same
/// result. Throws Error(upstream) for metadata that cannot be read.
std::vector<UpgradePath> upgrade_paths(const UpgradeRequest& request, unsigned jobs);

}  // namespace rpmworks::solve
