// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "git/writer.hpp"

namespace rpmworks::importer {

/// The repository that the package is imported into: an existing one, or a new one. A new one is made in a
/// temporary folder and moved into place by `appear`; without that call it is removed.
class Destination {
 public:
  /// Throws Error(invalid) if `folder` holds something else. `branch` becomes HEAD of a new repository.
  Destination(fs::path folder, std::string branch);

  bool is_new() const { return m_staging.has_value(); }
  /// The folder to work in.
  const fs::path& work() const { return m_work; }
  /// Opens the existing repository or initializes the new one.
  git::Writer open() const;
  /// Moves a new repository to its final place.
  void appear() const;

 private:
  fs::path m_folder;
  std::string m_branch;
  std::optional<TempDir> m_staging;
  fs::path m_work;
};

}  // namespace rpmworks::importer
