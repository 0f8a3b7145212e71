// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "git/repository.hpp"
#include "import/package_files.hpp"
#include "import/source_tree.hpp"

namespace rpmworks::importer {

/// The reason why `make` would not restore the files of a source package from a commit; "" if it would.
/// `spec` is the spec's path in the commit. `source` is the content of the package's first source if that
/// must be made from the tree, else null.
std::string why_not_restored(const git::Repository& repository, const git::Commit& commit,
                             const PackageFiles& files, const std::string& spec, const SourceTree* source,
                             const fs::path& tmp, Reporter& reporter);

}  // namespace rpmworks::importer
