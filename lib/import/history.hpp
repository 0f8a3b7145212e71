// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/repository.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::importer {

/// A source package that a repository has.
struct Import {
  rpm::Nevra nevra;
  std::string sha256;  ///< of the package
  std::string tag;
  std::string commit;  ///< which holds its files and nothing else
};

/// The tag of a package, "greet-1.0-1"; of the version of its sources, "upstream/1.0". As git-buildpackage
/// has it a
/// '~', which git has in no name, is a '_'; a '^' is a '%'.
std::string import_tag(const rpm::Nevra& nevra);
std::string upstream_tag(const rpm::Nevra& nevra);

/// The message of the commit of an import, which past_imports knows it by.
std::string import_message(const rpm::Nevra& nevra, const std::string& sha256);

/// Every import whose tag the repository has, the oldest version first.
std::vector<Import> past_imports(const git::Repository& repository);

}  // namespace rpmworks::importer
