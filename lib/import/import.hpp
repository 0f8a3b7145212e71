// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "import/source_tree.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::importer {

/// A source package that is to be put into a git repository.
struct ImportRequest {
  fs::path file;
  fs::path into;  ///< the work tree; empty: a folder of the package's name in the working folder
  rpm::Macros macros;
  std::string arch = "x86_64";
  spec::SpecBounds bounds;
  ArchiveBounds archive_bounds;
};

/// What came of it.
struct Imported {
  rpm::Nevra nevra;
  std::string sha256;        ///< of the package
  fs::path folder;           ///< the work tree
  std::string tag;           ///< names the commit that holds the package as it came
  std::string commit;        ///< that commit
  std::string upstream_tag;  ///< names its unpacked source; "" when it has none
  bool unchanged = false;    ///< it was imported before
};

/// Puts a source package into a git repository such that `rpmworks srpm` on its branch main gives its spec,
/// patches and files back: the unpacked Source0 on the branch upstream, and on main the same with everything
/// else in a folder of its own, which is kept out of archives by export-ignore. Where a tree cannot give
/// Source0 back, main holds the packaging and the archive as it is, with a warning that says why.
///
/// The repository is made, or one that earlier imports made grows: commits that main has besides are merged
/// with. The same package gives the same commits, dated and signed by its newest changelog entry. Throws
/// Error(invalid), with nothing changed, for a package that is damaged or hostile, that is older than one
/// imported or of another name, for a folder that holds anything else or whose work tree has changes. Where
/// main and the package disagree the import is kept under its tag, main stays as it is, and the Error says
/// how to merge.
Imported import_package(const ImportRequest& request, const fs::path& tmp, Reporter& reporter);

}  // namespace rpmworks::importer
