// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"
#include "spec.hpp"

namespace rpmworks::hostbase {

/// Builds binary packages from filled buildroots with the host's rpmbuild. No scripts run, nothing of the
/// user's rpm settings counts, and the same recipe and files give the same bytes.
class Packager {
 public:
  /// Works below `work`, a folder of its own; what it makes there is the caller's to remove.
  explicit Packager(fs::path work);

  /// Builds one package and gives its file. Links that the recipe has and the buildroot lacks are made. Safe
  /// from several threads.
  fs::path build(const Recipe& recipe, const fs::path& buildroot) const;

 private:
  fs::path m_work;
};

}  // namespace rpmworks::hostbase
