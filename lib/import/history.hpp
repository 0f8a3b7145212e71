// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/repository.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::importer {

/// An imported source package.
struct Import {
  rpm::Nevra nevra;
  std::string sha256;  ///< of the package
  std::string tag;
  std::string commit;  ///< contains the package's files and nothing else
};

/// The tag of a package, "greet-1.0-1", and of its upstream version, "upstream/1.0". As in git-buildpackage,
/// '_' replaces '~', which git does not allow, and '%' replaces '^'.
std::string import_tag(const rpm::Nevra& nevra);
std::string upstream_tag(const rpm::Nevra& nevra);

/// The commit message of an import; past_imports recognizes imports by it.
std::string import_message(const rpm::Nevra& nevra, const std::string& sha256);

/// The imports whose tags the repository has, oldest version first.
std::vector<Import> past_imports(const git::Repository& repository);

}  // namespace rpmworks::importer
