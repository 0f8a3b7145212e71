// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/tree_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::git {

namespace {

constexpr int k_most_links = 40;  // same limit as the kernel

}  // namespace

TreeFiles::TreeFiles(const git::Repository& repository, const git::Commit& commit)
    : m_repository(repository), m_commit(commit), m_entries(repository.tree(commit)) {
  m_by_path.reserve(m_entries.size());
  for (const auto& entry : m_entries) m_by_path.emplace(entry.path, &entry);
}

std::optional<TreeFiles::File> TreeFiles::find(const std::string& path) const {
  std::deque<std::string> ahead;
  for (auto& part : split(path, '/')) ahead.push_back(std::move(part));
  std::vector<std::string> behind;
  int links = 0;
  const auto leads_out = [&](const std::string& link, const std::string& target) {
    return Error(ExitCode::invalid, fmt::format("{} points outside of the tree", path))
        .note(fmt::format("{} is a symbolic link to {}", link, target))
        .hint(
            "put the file itself into the tree: a source package must not contain files of the machine it is "
            "made on");
  };
  std::string last_link, last_target;
  while (!ahead.empty()) {
    const std::string part = std::move(ahead.front());
    ahead.pop_front();
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (behind.empty()) {
        if (links > 0) throw leads_out(last_link, last_target);
        return std::nullopt;
      }
      behind.pop_back();
      continue;
    }
    behind.push_back(part);
    const std::string here = join(behind, "/");
    const auto found = m_by_path.find(here);
    if (found == m_by_path.end()) continue;  // a folder, or nothing
    const git::TreeEntry& entry = *found->second;
    if (entry.kind == git::TreeEntry::Kind::submodule) return std::nullopt;
    if (entry.kind != git::TreeEntry::Kind::symlink) {
      if (!ahead.empty()) return std::nullopt;
      return File{entry.path, entry.id, entry.kind == git::TreeEntry::Kind::executable};
    }
    last_link = entry.path;
    last_target = m_repository.blob(entry.id);
    if (++links > k_most_links)
      throw Error(ExitCode::invalid, fmt::format("{} is a symbolic link in a cycle", path))
          .note(fmt::format("the last one is {} to {}", last_link, last_target))
          .hint("replace one of the links with the file itself");
    if (last_target.starts_with('/')) throw leads_out(last_link, last_target);
    behind.pop_back();
    auto parts = split(last_target, '/');
    ahead.insert(ahead.begin(), std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end()));
  }
  return std::nullopt;
}

std::string TreeFiles::read(const File& file) const {
  return with_context("reading " + file.path, [&] { return m_repository.blob(file.id); });
}

std::optional<std::string> TreeFiles::link_at(const std::string& path) const {
  const auto found = m_by_path.find(path);
  if (found == m_by_path.end() || found->second->kind != git::TreeEntry::Kind::symlink) return std::nullopt;
  return m_repository.blob(found->second->id);
}

bool TreeFiles::is_folder(const std::string& path) const {
  const std::string prefix = path + "/";
  return std::any_of(m_entries.begin(), m_entries.end(),
                     [&](const git::TreeEntry& entry) { return entry.path.starts_with(prefix); });
}

std::vector<std::string> TreeFiles::called(std::string_view name) const {
  std::vector<std::string> paths;
  for (const auto& entry : m_entries) {
    const std::string_view path = entry.path;
    const size_t slash = path.rfind('/');
    if ((slash == std::string_view::npos ? path : path.substr(slash + 1)) == name)
      paths.push_back(entry.path);
  }
  return paths;
}

std::string below(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string last_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace rpmworks::git
