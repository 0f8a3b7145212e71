// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "import/source_tree.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::importer {

/// The input of an import.
struct Request {
  fs::path file;
  fs::path into;  ///< work tree; empty: a folder named after the package in the working folder
  rpm::Macros macros;
  std::string arch = "x86_64";
  spec::Bounds bounds;
  ArchiveBounds archive_bounds;
};

/// The result of an import.
struct Imported {
  rpm::Nevra nevra;
  std::string sha256;        ///< of the package
  fs::path folder;           ///< the work tree
  std::string tag;           ///< tag on the commit with the unchanged files of the package
  std::string commit;        ///< that commit
  std::string upstream_tag;  ///< tag of its unpacked source; "" if there is none
  bool unchanged = false;    ///< the package was imported before
};

/// Imports a source package into a git repository so that `rpmworks srpm` on its branch main restores the
/// spec, patches and files: the unpacked Source0 is on the branch upstream; main contains the same files and
/// everything else in a folder that export-ignore excludes from archives. If Source0 cannot be restored from
/// a tree, main contains the packaging and the archive file, and a warning explains why.
///
/// Creates the repository, or adds to one that earlier imports made; other commits on main are merged. The
/// same package gives the same commits: author and date come from its newest changelog entry. Throws
/// Error(invalid) without changing anything if the package is damaged or hostile, is older than an imported
/// one or has another name, or if the folder holds something else or its work tree has changes. If main and
/// the package conflict, the import keeps its tag, main does not change, and the Error explains how to merge.
Imported import_srpm(const Request& request, const fs::path& tmp, Reporter& reporter);

}  // namespace rpmworks::importer
