// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/releases.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/listing.hpp"
#include "core/text.hpp"
#include "layout/repo_file.hpp"
#include "releases/release_place.hpp"
#include "releases/releases_page.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::releases {

namespace {

constexpr size_t k_longest_name = 100;

// Whether publishing needs the name in releases/ for something else.
bool is_taken(const std::string& name) {
  return name == k_current || name == k_releases_page || name == layout::k_mirror_lists ||
         name.ends_with(".repo") || layout::is_key_file(name);
}

// rpm's order of versions.
bool is_before(const std::string& a, const std::string& b) {
  const auto order = rpm::Evr{"", a, ""} <=> rpm::Evr{"", b, ""};
  return order != 0 ? order < 0 : a < b;
}

}  // namespace

void require_release_name(const std::string& name) {
  const auto allowed = [](unsigned char c) {
    return std::isalnum(c) || std::string_view("._+~-").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!name.empty() && name.size() <= k_longest_name && std::ranges::all_of(name, allowed) &&
      std::isalnum(static_cast<unsigned char>(name.front())) && !is_taken(name))
    return;
  throw Error(ExitCode::invalid, fmt::format("'{}' cannot be the name of a release", name))
      .hint(name == k_current                ? "`current` is the link to the published release"
            : name == layout::k_mirror_lists ? "`mirrorlist` is the folder of the mirror lists"
            : is_taken(name)                 ? "publishing writes a file of such a name beside the releases"
                             : "use letters, digits and . _ + ~ -, the first a letter or a digit: 1.0.2");
}

std::vector<std::string> releases(const store::Workspace& workspace) {
  std::vector<std::string> names;
  if (!fs::is_directory(workspace.releases())) return names;
  for (const auto& entry : entries_in(workspace.releases()))
    if (is_release(entry.path()) && !entry.path().filename().string().starts_with('.'))
      names.push_back(entry.path().filename());
  std::ranges::sort(names, is_before);
  return names;
}

std::vector<std::string> releases_before(const std::string& release, const store::Workspace& workspace) {
  std::vector<std::string> names = releases(workspace);
  std::erase_if(names, [&](const std::string& name) { return !is_before(name, release); });
  return names;
}

std::string published(const store::Workspace& workspace) {
  const fs::path link = workspace.releases() / k_current;
  std::error_code ignored;
  return fs::read_symlink(link, ignored).filename().string();
}

bool was_published(const std::string& release, const store::Workspace& workspace) {
  return std::ranges::count(publications(workspace), release, &Publication::release) > 0;
}

std::vector<std::string> published_until(const std::string& release, const store::Workspace& workspace) {
  std::vector<std::string> names;
  for (const auto& one : publications(workspace)) {
    if (one.release == release) break;
    names.push_back(one.release);
  }
  return names;
}

std::string published_before(const store::Workspace& workspace) {
  std::vector<std::string> line;
  for (const auto& [name, since, expire] : publications(workspace)) {
    const auto at = std::ranges::find(line, name);
    line.erase(at, line.end());  // publishing an earlier release again returns to its place
    line.push_back(name);
  }
  const auto names = releases(workspace);
  if (!line.empty()) line.pop_back();
  while (!line.empty() && std::ranges::count(names, line.back()) == 0) line.pop_back();
  return line.empty() ? "" : line.back();
}

void require_publishable(const store::Workspace& workspace) {
  for (const char* name : {k_current, layout::k_mirror_lists}) {
    const fs::path link = workspace.releases() / name;
    if (is_there(link) && !fs::is_symlink(link))
      throw Error(ExitCode::failed, fmt::format("{} exists and is not a symbolic link", link.string()))
          .hint(fmt::format("move it away: publishing replaces the link `{}`", name));
  }
}

void publish(const std::string& release, const store::Workspace& workspace, const Publishing& publishing,
             Reporter& reporter) {
  PublicationPlan(release, workspace, publishing, reporter).publish();
}

}  // namespace rpmworks::releases
