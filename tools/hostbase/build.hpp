// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"
#include "spec.hpp"

namespace rpmworks::hostbase {

/// Builds binary packages from filled buildroots with the host's rpmbuild. No scripts run, the user's rpm
/// settings have no effect, and the same recipe and files give the same bytes.
class Packager {
 public:
  /// Works in the folder `work`; the caller removes it.
  explicit Packager(fs::path work);

  /// Builds one package and returns its file. Creates links that are in the recipe but not in the buildroot.
  /// Thread-safe.
  fs::path build(const Recipe& recipe, const fs::path& buildroot) const;

 private:
  fs::path m_work;
};

}  // namespace rpmworks::hostbase
