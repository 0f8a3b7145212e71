// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/tree_view.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "core/text.hpp"
#include "scaffold/tokens.hpp"

namespace rpmworks::scaffold {

namespace {

constexpr size_t k_most_read = 256UL << 10;  // bytes of a file

}  // namespace

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return text.starts_with(start); });
}

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return text.ends_with(end); });
}

std::string file_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_plain_path(std::string_view path) {
  return !path.empty() && path.front() != '-' && std::all_of(path.begin(), path.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("._-+@/").find(c) != std::string_view::npos;
  });
}

TreeView::TreeView(const git::Repository& repository, const git::Commit& commit)
    : m_repository(repository), m_entries(repository.tree(commit)) {
  for (const auto& entry : m_entries) m_top.insert(entry.path.substr(0, entry.path.find('/')));
}

const git::TreeEntry* TreeView::file(const std::string& path) const {
  for (const auto& entry : m_entries)
    if (entry.path == path)
      return entry.kind == git::TreeEntry::Kind::file || entry.kind == git::TreeEntry::Kind::executable
                 ? &entry
                 : nullptr;
  return nullptr;
}

std::string TreeView::read(const std::string& path) const {
  const git::TreeEntry* entry = file(path);
  if (!entry) return {};
  std::string text = m_repository.blob(entry->id);
  if (text.size() > k_most_read) text.resize(k_most_read);
  return text;
}

bool TreeView::is_aside(std::string_view path) {
  static const std::set<std::string> asides = {
      "test",        "tests",      "testing",     "t",        "example",     "examples",     "demo",
      "demos",       "sample",     "samples",     "bench",    "benchmark",   "benchmarks",   "fuzz",
      "fuzzing",     "ci",         "vendor",      "vendored", "deps",        "external",     "extern",
      "third_party", "thirdparty", "third-party", "3rdparty", "subprojects", "node_modules", "contrib",
      "debian",      "android",    "ios",         "macos",    "win32",       "windows",      "darwin",
      "bazel",       "conan",      "spec",        "plans",    "book"};
  const auto parts = split(path, '/');
  for (size_t i = 0; i + 1 < parts.size(); ++i)
    if (parts[i].starts_with('.') || asides.contains(lower(parts[i]))) return true;
  return false;
}

}  // namespace rpmworks::scaffold
