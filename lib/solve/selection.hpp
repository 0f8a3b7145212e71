// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "rpm/nevra.hpp"
#include "solve/universe.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// A repository from which a section of a release takes packages.
struct Candidates {
  upstream::Metadata metadata;
  std::string section;          ///< its path in repos.yaml
  config::Selection selection;  ///< the rules of the section
};

/// The system that clients install the release on.
struct Base {
  std::vector<upstream::Metadata> available;  ///< clients can install from these repositories
  std::vector<fs::path> rpmdbs;       ///< their packages are installed: rpm databases, or roots with one
  std::vector<rpm::Nevra> installed;  ///< installed, known by name only
  std::vector<std::string> assume_provides;  ///< something on the system provides these
};

/// A package that the release could also have contained for the same reason.
struct Rejected {
  rpm::Nevra nevra;
  std::string repository;
  std::string reason;  ///< "excluded by repos.yaml", "older", "another architecture", …
};

/// A package of an upstream that goes into the release.
struct Selected {
  rpm::Nevra nevra;
  upstream::Location location;
  std::string section;
  std::string source_package;  ///< file name of its source package
  /// Why: NEVRAs from a package of the product, or a line of repos.yaml, to the package that requires this
  /// one. Empty if the rules of the section select it directly.
  std::vector<std::string> required_by;
  std::string requirement;         ///< what the last of `required_by` requires
  std::vector<Rejected> rejected;  ///< other providers of that requirement, sorted
  std::optional<rpm::Evr> held;    ///< a newer version that the repository has
};

/// A package of the release that clients would install instead of one of the base or of another section.
struct Replacement {
  rpm::Nevra package;
  std::string section;  ///< empty: built by the product
  rpm::Nevra replaced;
  std::string of;  ///< repository or section of the replaced package
};

struct SelectionRequest {
  std::string arch;
  Base base;
  std::vector<Candidates> candidates;  ///< earlier ones are preferred among equal packages
  std::vector<fs::path> own;           ///< binary packages that the product built; all must be installable
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

/// A candidate update, tried alone.
struct WhatIf {
  rpm::Nevra from;
  rpm::Nevra to;
  std::vector<std::pair<rpm::Nevra, rpm::Nevra>> moves;  ///< other packages that must change with it
  std::vector<Problem> breaks;                           ///< empty if it can be updated
  uint64_t size = 0;                                     ///< bytes to download, with `moves`
};

/// Computes which packages of upstreams a release needs so that everything in it is installable on the base,
/// and no more: nothing that the base satisfies, and an update only if something requires it.
///
/// Every package of the product and every package that repos.yaml selects is solved alone, so that packages
/// that conflict with each other may be in one release. The same metadata, files and rules give the same
/// selection.
class Selector {
 public:
  /// Loads the metadata. Throws Error(upstream) if it cannot be read.
  explicit Selector(SelectionRequest request);
  Selector(Selector&&) noexcept;
  ~Selector();

  /// Throws Error(invalid) for a rule that matches no package, with its position and a hint.
  Selection select() const;

  /// Tries each newer version of a selected package alone, with the other packages as selected.
  std::vector<WhatIf> outdated(const Selection& selection) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::solve
