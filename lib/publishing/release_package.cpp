// SPDX-License-Identifier: GPL-3.0-or-later
#include "publishing/release_package.hpp"

#include "core/temporary.hpp"
#include "layout/client_files.hpp"
#include "locking/release_targets.hpp"

namespace rpmworks::publishing {

ReleasePackage release_package(const product::Session& session) {
  const product::SessionScope scope(session);
  const auto names = locking::choose_release_targets(session);
  const layout::Targets targets(names);
  return {.files = layout::release_package_files(session.config, targets, temporary_folder()),
          .by_dist = !targets.is_one()};
}

}  // namespace rpmworks::publishing
