// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "git/repository.hpp"
#include "import/package_files.hpp"
#include "import/source_tree.hpp"

namespace rpmworks::importer {

/// A commit that a source package was imported as. Everything it refers to must outlive it.
struct ImportedCommit {
  const git::Repository& repository;
  const git::Commit& commit;
  const PackageFiles& files;           ///< of the source package
  const std::string& spec;             ///< path of the spec in the commit
  const SourceTree* source = nullptr;  ///< content of the first source if the commit has it unpacked
};

/// The reason why srpm::make would not restore the files of the source package from the commit; "" if it
/// would. Temporary files are written into `tmp`.
std::string why_not_restored(const ImportedCommit& imported, const fs::path& tmp, Reporter& reporter);

}  // namespace rpmworks::importer
