// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/destination.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace rpmworks::importer {

Destination::Destination(fs::path folder, std::string branch)
    : m_folder(std::move(folder)), m_branch(std::move(branch)) {
  if (git::Writer::is_repository(m_folder)) {
    m_work = m_folder;
    return;
  }
  std::error_code missing;
  if (fs::exists(m_folder, missing) && (!fs::is_directory(m_folder) || !fs::is_empty(m_folder)))
    throw Error(ExitCode::invalid, fmt::format("{} exists and is not a git repository", m_folder.string()))
        .hint("choose an empty or a new folder: --into DIR");
  m_staging.emplace(fs::absolute(m_folder).lexically_normal().parent_path(), ".rpmworks-import-");
  m_work = m_staging->path() / "repository";
}

git::Writer Destination::open() const {
  return is_new() ? git::Writer::create(m_work, m_branch) : git::Writer::open(m_work);
}

void Destination::appear() const {
  if (!is_new()) return;
  if (!fs::exists(m_folder)) {
    rename_durably(m_work, m_folder);
    return;
  }
  // An existing empty folder is kept, because it may be somebody's working folder. It becomes a repository at
  // the end.
  for (const auto& entry : fs::directory_iterator(m_work))
    if (entry.path().filename() != ".git") rename_durably(entry.path(), m_folder / entry.path().filename());
  rename_durably(m_work / ".git", m_folder / ".git");
}

}  // namespace rpmworks::importer
