// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/store.hpp"

namespace rpmworks::srpm {

struct TreeArchive;

/// How an archive differs from its tree, or from what git archive writes.
struct Deviations {
  std::vector<std::string> submodules;
  std::vector<std::string> of_refs;     ///< "FILE: $Format:…$"
  std::vector<std::string> unlike_git;  ///< "FILE: %ar is …"
};

/// A cache of tree archives in the store. Archiving takes most of the time of making a source package, and
/// packages of one commit for several targets differ only in how their spec is expanded.
class ArchiveCache {
 public:
  explicit ArchiveCache(store::Store& store) : m_store(store) {}

  /// If the same archive is in the cache, copies it to its place and returns how it differs from its tree.
  std::optional<Deviations> copy(const TreeArchive& archive) const;
  /// Adds an archive that was just written.
  void keep(const TreeArchive& archive, const Deviations& deviations);

 private:
  store::Store& m_store;
};

}  // namespace rpmworks::srpm
