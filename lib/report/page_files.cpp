// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/page_files.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

#include "report/markup.hpp"

namespace rpmworks::report {

namespace {

constexpr std::array<size_t, 10> k_limits = {5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5};
constexpr size_t k_bytes_of_folder = 8;  // brackets, quotes and the number of the folder's text

struct SplitPath {
  std::string_view folder, name;
};

SplitPath split_path(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {"", path};  // of a source package
  return {path.substr(0, std::max<size_t>(slash, 1)), path.substr(slash + 1)};
}

// What the first `limit` paths take as text. A folder that several packages have is one text.
size_t bytes_of(const rpm::Contents& contents, size_t limit, std::unordered_set<std::string_view>& folders) {
  size_t bytes = 0;
  std::string_view folder = "\n";
  for (size_t i = 0; i < std::min(limit, contents.files.size()); ++i) {
    const SplitPath path = split_path(contents.files[i].path);
    bytes += path.name.size() + 3;
    if (path.folder != folder) bytes += k_bytes_of_folder;
    if (folders.insert(path.folder).second) bytes += path.folder.size() + 3;
    folder = path.folder;
  }
  return bytes;
}

std::vector<FileFolder> folders_of(const rpm::Contents& contents, size_t limit) {
  std::vector<FileFolder> folders;
  for (size_t i = 0; i < std::min(limit, contents.files.size()); ++i) {
    const auto& file = contents.files[i];
    const SplitPath path = split_path(file.path);
    const std::string folder = clean_text(path.folder);
    if (folders.empty() || folders.back().folder != folder)
      folders.push_back({.folder = folder, .names = {}});
    std::string& names = folders.back().names;
    if (!names.empty()) names += '\n';
    std::string name = clean_text(path.name);
    std::ranges::replace(name, '\n', '?');
    names += name + (file.is_directory() ? "/" : "");
  }
  return folders;
}

}  // namespace

FileLists file_lists(const std::vector<std::shared_ptr<const rpm::Contents>>& contents, size_t budget) {
  FileLists lists;
  for (const size_t limit : k_limits) {
    size_t bytes = 0;
    std::unordered_set<std::string_view> folders;
    for (const auto& one : contents)
      if (one) bytes += bytes_of(*one, limit, folders);
    if (bytes > budget) continue;
    lists.limit = limit;
    break;
  }
  for (const auto& one : contents) {
    lists.counts.push_back(one ? one->files.size() : 0);
    lists.shown.push_back(one ? folders_of(*one, lists.limit) : std::vector<FileFolder>());
  }
  return lists;
}

}  // namespace rpmworks::report
