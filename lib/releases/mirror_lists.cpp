// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/mirror_lists.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/listing.hpp"
#include "core/text.hpp"
#include "layout/client_repos.hpp"

namespace rpmworks::releases {

namespace {

constexpr std::string_view k_list_prefix = ".mirrorlist-";
constexpr size_t k_digits = 16;  // of the digest in a folder's name
constexpr auto k_list_folder_mode = fs::perms(0755);

// Makes the folders of `path` below `root`, readable by a web server whatever the user's umask.
void make_public_folders(const fs::path& root, const fs::path& path) {
  fs::path folder = root;
  make_folders(folder);
  fs::permissions(folder, k_list_folder_mode);
  for (const auto& part : path) {
    folder /= part;
    make_folders(folder);
    fs::permissions(folder, k_list_folder_mode);
  }
}

std::map<std::string, std::string> files_below(const fs::path& folder) {
  std::map<std::string, std::string> texts;
  for (const auto& entry : entries_below(folder))
    if (!entry.is_directory())
      texts[entry.path().lexically_relative(folder).string()] =
          entry.is_symlink() ? std::string() : read_file(entry.path());
  return texts;
}

}  // namespace

std::vector<std::string> listed_releases(const std::vector<LastPublished>& last, std::chrono::seconds expire,
                                         int64_t now) {
  std::vector<std::string> names;
  for (const auto& one : last) {
    const auto kept = std::max(expire, one.expire);
    if (names.size() < 2 || one.until + kept.count() > now) names.push_back(one.release);
  }
  return names;
}

MirrorLists::MirrorLists(const std::vector<const ReleaseFacts*>& listed,
                         const std::vector<const ReleaseFacts*>& published, const std::string& address) {
  const auto url = [&](const ReleaseFacts& of, const std::string& section) {
    return fmt::format("{}/{}/{}/\n", address, of.release, section);
  };
  // The sections of the published release come first: their lists are never left out.
  for (const auto* const release : listed)
    for (const auto& section : release->sections) {
      if (m_texts.contains(section.path)) continue;
      std::string text;
      for (const auto* const other : listed)
        if (other->section(section.path)) text += url(*other, section.path);
      if (release != listed.front()) m_kept.emplace(section.path, release->release);
      add(section.path, std::move(text));
    }
  for (const auto* const release : published)
    for (const auto& section : release->sections) {
      if (m_texts.contains(section.path)) continue;
      m_kept.emplace(section.path, release->release);
      add(section.path, url(*release, section.path));
    }
}

void MirrorLists::add(const std::string& section, std::string text) {
  const bool is_in_the_way = std::ranges::any_of(m_texts, [&](const auto& other) {
    return other.first.starts_with(section + "/") || section.starts_with(other.first + "/");
  });
  if (!is_in_the_way) {
    m_texts.emplace(section, std::move(text));
    return;
  }
  if (std::ranges::count(m_in_the_way, section) == 0) m_in_the_way.push_back(section);
  m_kept.erase(section);
}

std::string MirrorLists::folder_name() const {
  Digest digest;
  for (const auto& [section, text] : m_texts) digest.field(section).field(text);
  return std::string(k_list_prefix) + digest.hex().substr(0, k_digits);
}

bool MirrorLists::are_in(const fs::path& releases) const {
  const std::string name = folder_name();
  std::error_code none;
  return folder_of_mirror_lists(releases) == name && fs::is_directory(releases / name, none) &&
         files_below(releases / name) == m_texts;
}

void MirrorLists::install(HiddenFolders& folders, const TopFiles& top) const {
  const std::string name = folder_name();
  const fs::path folder = folders.make(name);
  make_public_folders(folder, {});
  // A run that was killed may have left a part of it.
  const auto there = files_below(folder);
  for (const auto& [file, _] : there)
    if (!m_texts.contains(file)) remove_tree(folder / file);
  for (const auto& [section, text] : m_texts) {
    const auto found = there.find(section);
    if (found != there.end() && found->second == text) continue;
    make_public_folders(folder, fs::path(section).parent_path());
    replace_file(folder / section, text);
  }
  sync_tree(folder);
  top.link(layout::k_mirror_lists, name);
}

std::string folder_of_mirror_lists(const fs::path& releases) {
  std::error_code none;
  return fs::read_symlink(releases / layout::k_mirror_lists, none).string();
}

std::map<std::string, std::vector<std::string>> mirror_lists_in(const fs::path& releases) {
  std::map<std::string, std::vector<std::string>> lists;
  std::error_code none;
  const std::string name = folder_of_mirror_lists(releases);
  const fs::path folder = releases / name;
  if (name.empty() || !fs::is_directory(folder, none)) return lists;
  for (const auto& [section, text] : files_below(folder))
    for (const auto& url : split(text, '\n')) {
      if (url.empty()) continue;
      // ADDRESS/RELEASE/SECTION/
      const size_t end = url.rfind("/" + section + "/");
      if (end == std::string::npos || end == 0) continue;
      const size_t begin = url.rfind('/', end - 1);
      lists[section].push_back(url.substr(begin + 1, end - begin - 1));
    }
  return lists;
}

}  // namespace rpmworks::releases
