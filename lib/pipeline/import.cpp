// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/import.hpp"

#include "product/package_source.hpp"

namespace rpmworks::pipeline {

importer::Imported import_srpm(product::Session& session, const config::Target& target,
                               const ImportRequest& request) {
  const product::SessionScope scope(session);
  return importer::import_srpm(
      {.file = request.file, .into = request.into, .macros = product::macros_of(target), .arch = target.arch},
      session.workspace.tmp(), session.reporter);
}

}  // namespace rpmworks::pipeline
