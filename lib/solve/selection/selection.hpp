// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "rpm/contents.hpp"
#include "rpm/nevra.hpp"
#include "solve/universe/universe.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

struct Closure;
struct EarlierPackage;
struct Lost;

/// A package of a repository whose header was read.
struct ReadPackage {
  upstream::Location location;
  std::shared_ptr<const rpm::Contents> contents;
};

/// A repository from which a section of a release takes packages.
struct Candidates {
  upstream::Metadata metadata;
  std::string section;          ///< its path in repos.yaml
  config::Selection selection;  ///< the rules of the section
  /// All packages of the repository, in the order of the metadata, which then need not be read. Empty: they
  /// are read from the metadata.
  std::vector<ReadPackage> packages = {};
};

/// The system that clients install the release on.
struct Base {
  std::vector<upstream::Metadata> available;  ///< clients can install from these repositories
  std::vector<fs::path> rpmdbs;       ///< their packages are installed: rpm databases, or roots with one
  std::vector<rpm::Nevra> installed;  ///< installed, known by name only
  std::vector<std::string> assume_provides;        ///< something on the system provides these
  std::vector<config::ModuleStream> modules = {};  ///< the streams that clients enabled, one of a module
};

/// A package that the release could also have contained for the same reason.
struct Rejected {
  rpm::Nevra nevra;
  std::string repository;
  std::string reason;  ///< "excluded by repos.yaml", "older than 2-1", "another architecture", …
};

/// A package of an upstream that goes into the release.
struct Selected {
  rpm::Nevra nevra;
  upstream::Location location;
  std::string section;
  std::string source_package;  ///< file name of its source package
  /// Why: the shortest chain of NEVRAs from a package of the product to the package that requires this one.
  /// If the chain begins with a package that a rule selects, the rule comes first: "deps/epel: htop". Empty
  /// if the rules of the section select this package directly.
  std::vector<std::string> required_by;
  /// What the last of `required_by` requires: "lib >= 2", "docs (recommended)". Words if it requires nothing
  /// but conflicts with a package of the base: "conflicts with lib < 2".
  std::string requirement;
  std::vector<Rejected> rejected;  ///< other candidates that provide the requirement, sorted
  std::optional<rpm::Evr> held;    ///< a newer version that the repository has
};

/// A package of the release that clients would install instead of one of the base or of another section.
struct Replacement {
  rpm::Nevra package;
  std::string section;  ///< empty: built by the product
  rpm::Nevra replaced;
  std::string of;  ///< section of the replaced package, or repository of the base; "product"; "installed"
};

struct SelectionRequest {
  std::string arch;
  Base base;
  std::vector<Candidates> candidates;  ///< earlier ones are preferred among equal packages
  std::vector<fs::path> own;           ///< packages that the product built; source packages are skipped
  /// More of them, whose headers were read already. No source packages. They must outlive the Selector.
  std::vector<const rpm::Contents*> own_contents = {};
  /// Packages of an earlier selection. They stay if they are still available and allowed, unless something
  /// requires another version.
  std::vector<rpm::Nevra> earlier;
  std::set<std::string>
      update;  ///< names of source packages whose packages are taken in their newest version
};

struct Selection {
  std::vector<Selected> packages;  ///< sorted by section, name, EVR, arch
  std::vector<Replacement> replacements;
  std::vector<Problem> problems;  ///< empty if everything in the release is installable
};

/// An announcement of updates, as the repository's updateinfo has it.
struct Advisory {
  std::string id;        ///< "RHSA-2026:1234", "FEDORA-EPEL-2026-0123456789"
  std::string type;      ///< "security", "bugfix", "enhancement", …
  std::string severity;  ///< "Critical", "Important", …; may be empty
  std::string title;
  bool operator==(const Advisory&) const = default;
};

/// A candidate update, tried alone.
struct WhatIf {
  rpm::Nevra from;
  rpm::Nevra to;
  /// Other packages that must change with it, from and to; from is empty for an additional package.
  std::vector<std::pair<rpm::Nevra, rpm::Nevra>> moves;
  std::vector<Problem> breaks;  ///< empty if it can be updated
  uint64_t size = 0;            ///< bytes to download, with `moves`
  /// That list a version of this package after `from`, up to `to`; sorted by id. Needs Metadata::updateinfo.
  std::vector<Advisory> advisories;
};

/// Computes which packages of upstreams a release needs so that everything in it is installable on the base,
/// and no more: nothing that the base satisfies, and an update only if something requires it.
///
/// The packages of the product and the packages that repos.yaml selects are installed together as far as
/// possible, as clients do. Packages that conflict with others are installed separately, so that they may be
/// in one release. No selected package can be left out: without it, packages that can be installed together
/// could not. Packages that clients do not see because of modules are no candidates. A package that cannot be
/// installed is a problem, and not selected. The same metadata, files and rules give the same selection.
/// const functions are thread-safe.
class Selector {
 public:
  /// Loads the metadata, which must have been fetched with modules (MetadataRules). Throws Error(upstream) if
  /// it cannot be read.
  explicit Selector(SelectionRequest request);
  Selector(Selector&&) noexcept;
  ~Selector();

  /// Throws Error(invalid) for a rule that matches no package, and for a module stream of the base that no
  /// repository has, with its position and a hint.
  Selection select() const;

  /// Tries each newer version of a selected package that the rules allow alone, with the other packages as
  /// selected. Throws Error(upstream) if the advisories of a repository cannot be read.
  std::vector<WhatIf> outdated(const Selection& selection) const;

  /// For a request with the packages of a finished release as `own` and no candidates: installs each package
  /// on the base, and all of them together as far as they do not exclude each other. Sorted by NEVRA.
  Closure closure() const;

  /// For the same request: which of these pairs of packages can be installed on the base each alone, but not
  /// together. One value for each pair, in their order.
  std::vector<bool> are_apart(const std::vector<std::pair<rpm::Nevra, rpm::Nevra>>& pairs) const;

  /// For the same request: what packages of the base or of the release require and nothing provides, although
  /// one of the `earlier` packages did, or a package of the base that the release replaces. Sorted by
  /// requirement and package.
  std::vector<Lost> lost(const std::vector<EarlierPackage>& earlier) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::solve
