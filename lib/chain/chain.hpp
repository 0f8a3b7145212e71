// SPDX-License-Identifier: GPL-3.0-or-later
// A chain of repositories: clients enable all of them, and each is meant to change some packages of those
// before it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "solve/metadata/repository_packages.hpp"

namespace rpmworks::chain {

/// A package that clients of the chain get. Packages are indexes of the list that was given to `view`.
struct Effective {
  size_t package = 0;
  std::vector<size_t> shadows;  ///< other packages of its name that clients do not get, newest first
};

/// Something that the maker of the chain may not expect.
struct Finding {
  /// From the most important to the least.
  enum class Kind {
    different_content,    ///< one NEVRA, different files
    newer_before,         ///< a later repository has an older version, but clients do not downgrade
    obsoleted_before,     ///< an earlier repository has a package that obsoletes this one
    obsolete_each_other,  ///< clients may keep either
    obsoleted_at_times,   ///< a package that is obsoleted itself obsoletes this one
    removed,      ///< a later repository no longer has it, but clients still get it from an earlier one
    obsoleted,    ///< a package of the same or a later repository obsoletes this one
    not_compared  ///< one NEVRA in two repositories, without a digest of the same kind
  };
  Kind kind = Kind::removed;
  size_t package = 0;
  std::optional<size_t> other;  ///< the package that `text` compares it with
  std::string text;             ///< one line
};

/// "newer-before"
std::string name_of(Finding::Kind kind);

/// What a chain gives.
struct View {
  std::vector<Effective> effective;  ///< sorted by name, EVR, architecture; source packages last
  std::vector<Finding> findings;     ///< the most important first
};

/// What clients (dnf, yum) get that have all `repositories` of a chain enabled with the same priority: of
/// each name and architecture the highest version, and nothing that another of these packages obsoletes. (A
/// package that is obsoleted itself obsoletes nothing.) A noarch package competes with those of every
/// architecture. Of one NEVRA in several repositories, the copy of the last one counts, although a client may
/// choose another. Repositories are in order, the oldest first.
///
/// Whether a repository removed a package is known in two cases: it has packages from another version of the
/// same source package; or it repeats at least as many packages unchanged as it lacks, and so is complete.
View view(const std::vector<solve::RepositoryPackage>& packages, size_t repositories);

/// Short names for repositories: the parts in which their addresses differ, such as "1.0.0" and "1.0.1".
/// Names are different, and valid as names of repos.yaml.
std::vector<std::string> short_names(const std::vector<std::string>& addresses);

}  // namespace rpmworks::chain
