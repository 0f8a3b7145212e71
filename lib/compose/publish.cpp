// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "compose/compose.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::compose {

namespace {

constexpr const char* k_current = "current";
constexpr size_t k_longest_name = 100;

}  // namespace

void require_release_name(const std::string& name) {
  const auto allowed = [](unsigned char c) {
    return std::isalnum(c) || std::string_view("._+~-").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!name.empty() && name.size() <= k_longest_name && std::ranges::all_of(name, allowed) &&
      std::isalnum(static_cast<unsigned char>(name.front())) && name != k_current)
    return;
  throw Error(ExitCode::invalid, fmt::format("'{}' cannot be the name of a release", name))
      .hint(name == k_current ? "`current` is the link to the published one"
                              : "use letters, digits and . _ + ~ -, the first a letter or a digit: 1.0.2");
}

std::vector<std::string> releases(const store::Workspace& workspace) {
  std::vector<std::string> names;
  if (!fs::is_directory(workspace.releases())) return names;
  for (const auto& entry : fs::directory_iterator(workspace.releases()))
    if (!entry.is_symlink() && fs::exists(entry.path() / "manifest.json") &&
        !entry.path().filename().string().starts_with('.'))
      names.push_back(entry.path().filename());
  std::ranges::sort(names, [](const std::string& a, const std::string& b) {
    const auto order = rpm::Evr{"", a, ""} <=> rpm::Evr{"", b, ""};
    return order != 0 ? order < 0 : a < b;
  });
  return names;
}

std::string published(const store::Workspace& workspace) {
  const fs::path link = workspace.releases() / k_current;
  std::error_code ignored;
  return fs::read_symlink(link, ignored).filename().string();
}

void publish(const std::string& release, const store::Workspace& workspace) {
  const auto names = releases(workspace);
  if (std::ranges::find(names, release) == names.end()) {
    const auto meant = did_you_mean(release, names);
    throw Error(ExitCode::invalid,
                fmt::format("there is no release '{}' in {}", release, workspace.releases().string()))
        .hint(meant           ? fmt::format("did you mean '{}'? There are: {}", *meant, join(names, ", "))
              : names.empty() ? "there is none yet: make one with `rpmworks release NAME`"
                              : fmt::format("there are: {}", join(names, ", ")));
  }
  const fs::path link = workspace.releases() / k_current;
  if (fs::exists(fs::symlink_status(link)) && !fs::is_symlink(link))
    throw Error(ExitCode::failed, fmt::format("{} is in the way: it is no symbolic link", link.string()))
        .hint("move it aside; `current` is the link that publishing swaps");
  if (published(workspace) != release) swap_symlink(link, release);
}

}  // namespace rpmworks::compose
