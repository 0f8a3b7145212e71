// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/store.hpp"

namespace rpmworks::srpm {

struct TreeArchive;

/// What an archive lacks of its tree, or does not show as git would.
struct LeftOut {
  std::vector<std::string> submodules;
  std::vector<std::string> of_refs;     ///< "FILE: $Format:…$"
  std::vector<std::string> unlike_git;  ///< "FILE: %ar is …"
};

/// Archives of trees in the store. Making one is nearly all the work of a source package, and packages of one
/// commit for several targets differ in their spec's expansion alone.
class KeptArchives {
 public:
  explicit KeptArchives(store::Store& store) : m_store(store) {}

  /// Copies the archive to its place when one with the same bytes was kept, and tells what it lacks.
  std::optional<LeftOut> copy(const TreeArchive& archive) const;
  /// Keeps an archive that was just written.
  void keep(const TreeArchive& archive, const LeftOut& left_out);

 private:
  store::Store& m_store;
};

}  // namespace rpmworks::srpm
