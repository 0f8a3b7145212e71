// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/import.hpp"

#include "product/package_source.hpp"

namespace rpmworks::product {

importer::Imported import_srpm(Session& session, const config::Target& target, const ImportRequest& request) {
  const SessionScope scope(session);
  return importer::import_srpm(
      {.file = request.file, .into = request.into, .macros = macros_of(target), .arch = target.arch},
      session.workspace.tmp(), session.reporter);
}

}  // namespace rpmworks::product
