// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "import/import.hpp"
#include "product/session.hpp"

namespace rpmworks::pipeline {

struct ImportRequest {
  fs::path file;  ///< the source package
  fs::path into;  ///< the repository; empty: the folder NAME below the current one
};

/// Imports a source package as a commit into a git repository, as importer::import_srpm, with the macros of a
/// target. The caller must hold the lock of the workspace.
importer::Imported import_srpm(product::Session& session, const config::Target& target,
                               const ImportRequest& request);

}  // namespace rpmworks::pipeline
