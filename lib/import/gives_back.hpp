// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "git/repository.hpp"
#include "import/package_files.hpp"
#include "import/source_tree.hpp"

namespace rpmworks::importer {

/// Why `make` would not give the files of a source package back from a commit; "" when it does. `spec` is
/// where its spec stands in the commit; `source` is what its first source holds when that is to be made of
/// the tree, else null.
std::string why_not_given_back(const git::Repository& repository, const git::Commit& commit,
                               const PackageFiles& files, const std::string& spec, const SourceTree* source,
                               const fs::path& tmp, Reporter& reporter);

}  // namespace rpmworks::importer
