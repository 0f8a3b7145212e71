// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/hidden_folders.hpp"

#include <unistd.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::releases {

namespace {

constexpr const char* k_staging = ".rpmworks-publishing";

fs::path record_of(const store::Workspace& workspace) {
  return workspace.state() / "publishing";
}

std::vector<std::string> recorded(const store::Workspace& workspace) {
  std::vector<std::string> names;
  if (!is_there(record_of(workspace))) return names;
  for (auto& name : split(read_file(record_of(workspace)), '\n'))
    if (name.starts_with('.') && name != "." && name != ".." && name.find('/') == std::string::npos)
      names.push_back(std::move(name));
  return names;
}

}  // namespace

std::vector<std::string> temporary_folders(const store::Workspace& workspace) {
  auto names = recorded(workspace);
  std::erase_if(names, [](const std::string& name) { return !name.starts_with(".rpmworks-"); });
  return names;
}

HiddenFolders::HiddenFolders(const store::Workspace& workspace)
    : m_workspace(workspace), m_names(recorded(workspace)) {}

void HiddenFolders::record(const std::string& name) {
  if (std::ranges::count(m_names, name) > 0) return;
  m_names.push_back(name);
  write();
}

void HiddenFolders::adopt(const std::string& name, const std::string& hidden) {
  record(hidden);
  remove_tree(m_workspace.releases() / hidden);
  rename_durably(m_workspace.releases() / name, m_workspace.releases() / hidden);
}

fs::path HiddenFolders::make(const std::string& name) {
  record(name);
  make_folders(m_workspace.releases() / name);
  return m_workspace.releases() / name;
}

void HiddenFolders::keep_only(const std::vector<std::string>& names) {
  const auto first = std::ranges::stable_partition(
      m_names, [&](const std::string& name) { return std::ranges::count(names, name) > 0; });
  if (first.empty()) return;
  for (const auto& name : first) remove_tree(m_workspace.releases() / name);
  m_names.erase(first.begin(), first.end());
  write();
}

// Not synced: after a power cut, a leftover may stay, but nothing else is ever removed.
void HiddenFolders::write() const {
  make_folders(m_workspace.state());
  replace_file(record_of(m_workspace), join(m_names, "\n") + "\n");
}

TopFiles::TopFiles(HiddenFolders& folders, const store::Workspace& workspace)
    : m_releases(workspace.releases()), m_folder(folders.make(k_staging)) {}

void TopFiles::put(const std::string& name, const std::string& text) const {
  remove_tree(m_folder / name);
  write_new_file(m_folder / name, text);
  sync_path(m_folder / name);
  rename_durably(m_folder / name, m_releases / name);
}

void TopFiles::link(const std::string& name, const std::string& target) const {
  remove_tree(m_folder / name);
  if (::symlink(target.c_str(), (m_folder / name).c_str()) != 0)
    throw system_error("link", (m_folder / name).string());
  rename_durably(m_folder / name, m_releases / name);
}

}  // namespace rpmworks::releases
