// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/folder_aside.hpp"

#include "core/error.hpp"

namespace rpmworks::schedule {

FolderAside::FolderAside(const fs::path& folder, const fs::path& tmp) : m_folder(folder) {
  if (!fs::exists(fs::symlink_status(folder))) return;
  m_aside.emplace(tmp, "replaced-");
  rename_durably(folder, m_aside->path() / "folder");
}

FolderAside::~FolderAside() {
  if (!m_aside || fs::exists(fs::symlink_status(m_folder))) return;
  try {
    rename_durably(m_aside->path() / "folder", m_folder);
  } catch (const Error&) {
    // The store still has its contents.
  }
}

}  // namespace rpmworks::schedule
