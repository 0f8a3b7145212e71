// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::hostbase {

std::string absolute_path(std::string_view member) {
  std::string path;
  for (const auto& part : split(member, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..")
      throw Error(ExitCode::invalid,
                  fmt::format("the package contains the path '{}', which points outside of it", member));
    path += '/';
    path += part;
  }
  return path.empty() ? "/" : path;
}

std::string usr_merged(std::string_view path) {
  static constexpr std::array<std::string_view, 6> k_merged = {"/bin",   "/sbin",  "/lib",
                                                               "/lib32", "/lib64", "/libx32"};
  for (const auto folder : k_merged)
    if (path == folder || (path.starts_with(folder) && path[folder.size()] == '/'))
      return "/usr" + std::string(path);
  return std::string(path);
}

std::string usr_merged_pkgconfig(std::string_view text) {
  std::vector<std::string> lines = split(text, '\n');
  for (std::string& line : lines) {
    const size_t sign = line.find('=');
    if (sign == std::string::npos || line.find_first_of(":#") < sign) continue;
    const std::string name(trim(std::string_view(line).substr(0, sign)));
    const std::string value(trim(std::string_view(line).substr(sign + 1)));
    // Files from outside of /usr have an empty prefix.
    const bool is_root = value.empty() && (name == "root_prefix" || name == "rootprefix");
    if (const std::string merged = is_root ? "/usr" : usr_merged(value); merged != value)
      line = line.substr(0, sign + 1) + merged;
  }
  return join(lines, "\n");
}

bool is_left_out(std::string_view path) {
  static constexpr std::array<std::string_view, 15> k_left_out = {
      "/usr/share/doc",     "/usr/share/man",      "/usr/share/info",     "/usr/share/locale",
      "/usr/share/lintian", "/usr/share/doc-base", "/usr/share/bug",      "/usr/share/menu",
      "/usr/share/gtk-doc", "/usr/share/help",     "/usr/share/gdb",      "/usr/share/applications",
      "/usr/share/icons",   "/usr/share/pixmaps",  "/usr/share/reportbug"};
  return std::any_of(k_left_out.begin(), k_left_out.end(), [path](std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
  });
}

bool leads_to_itself(const std::string& path, const std::string& target) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  return usr_merged((folder / target).lexically_normal().string()) == path;
}

}  // namespace rpmworks::hostbase
