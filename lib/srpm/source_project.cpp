// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/source_project.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "core/text.hpp"

namespace rpmworks::srpm {

namespace {

constexpr size_t k_shortest_name = 2;
// The path components that forges put after the name of a repository.
constexpr std::array<std::string_view, 8> k_behind_repository = {"archive", "releases", "tarball",  "zipball",
                                                                 "-",       "get",      "snapshot", "tags"};
constexpr std::array<std::string_view, 14> k_suffixes = {".gz",   ".bz2", ".xz",    ".zst", ".lz",
                                                         ".lzma", ".Z",   ".tar",   ".tgz", ".tbz2",
                                                         ".txz",  ".zip", ".crate", ".gem"};

bool is_ascii_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

bool begins_version(std::string_view text) {
  if (text.starts_with('v') || text.starts_with('V')) text.remove_prefix(1);
  return !text.empty() && is_ascii_digit(text.front());
}

std::string without_git(std::string name) {
  if (name.ends_with(".git")) name.resize(name.size() - 4);
  return name;
}

/// "foo-bar" of "foo-bar-1.0.tar.gz"; "" of "v1.0.tar.gz".
std::string stem_of(std::string file) {
  for (bool is_cut = true; is_cut;) {
    is_cut = false;
    for (const auto suffix : k_suffixes)
      if (file.ends_with(suffix)) {
        file.resize(file.size() - suffix.size());
        is_cut = true;
      }
  }
  if (begins_version(file)) return {};
  for (size_t at = file.find_first_of("-_"); at != std::string::npos; at = file.find_first_of("-_", at + 1))
    if (begins_version(std::string_view(file).substr(at + 1))) return file.substr(0, at);
  return file;
}

std::string plain(const std::string& name) {
  std::string text;
  for (const unsigned char c : name)
    if (std::isalnum(c)) text += static_cast<char>(std::tolower(c));
  return text;
}

}  // namespace

std::vector<std::string> projects_of_url(const std::string& url) {
  const size_t scheme = url.find("://");
  if (scheme == std::string::npos) return {};
  const std::string address = url.substr(scheme + 3, url.find_first_of("#?") - (scheme + 3));
  std::vector<std::string> parts = split(address, '/');
  parts.erase(parts.begin());  // the host name
  std::vector<std::string> projects;
  const auto add = [&](std::string name) {
    if (plain(name).size() >= k_shortest_name && name.find('%') == std::string::npos)
      projects.push_back(std::move(name));
  };
  for (size_t i = 1; i + 1 < parts.size(); ++i)
    if (std::ranges::find(k_behind_repository, parts[i]) != k_behind_repository.end()) {
      add(without_git(parts[i - 1]));
      break;
    }
  if (!parts.empty()) add(stem_of(parts.back()));
  return projects;
}

bool may_be_one_project(const std::string& a, const std::string& b) {
  const std::string one = plain(a);
  const std::string other = plain(b);
  if (std::min(one.size(), other.size()) < k_shortest_name) return one == other;
  return one.find(other) != std::string::npos || other.find(one) != std::string::npos;
}

std::string repository_name(const std::string& address) {
  std::string path = address;
  while (path.ends_with('/')) path.pop_back();
  if (path.ends_with("/.git")) path.resize(path.size() - 5);
  return without_git(path.substr(path.find_last_of("/:") + 1));
}

}  // namespace rpmworks::srpm
