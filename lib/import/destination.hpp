// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "git/writer.hpp"

namespace rpmworks::importer {

/// The repository that is imported into: one that is there, or a new one, which is made aside and appears
/// when it is done. Without that nothing is left of it.
class ImportDestination {
 public:
  /// Throws Error(invalid) when `folder` holds something else. A new repository's HEAD names `branch`.
  ImportDestination(fs::path folder, std::string branch);

  bool is_new() const { return m_staging.has_value(); }
  /// Where it is worked on.
  const fs::path& work() const { return m_work; }
  /// Opens it, or makes the new one.
  git::Writer open() const;
  /// A new repository appears at its place.
  void appear() const;

 private:
  fs::path m_folder;
  std::string m_branch;
  std::optional<TempDir> m_staging;
  fs::path m_work;
};

}  // namespace rpmworks::importer
