// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/staged_result.hpp"

namespace rpmworks::engine {

void StagedResult::publish() {
  fs::permissions(path(), fs::perms(0755));  // a temporary folder is for its owner only
  sync_tree(path());
  publish_result(path(), m_folder);
  m_staging.release();
}

void publish_result(const fs::path& finished, const fs::path& folder) {
  make_folders(folder.parent_path());
  rename_durably(finished, folder);
}

}  // namespace rpmworks::engine
