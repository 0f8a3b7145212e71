// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/releases.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "compose/clocks.hpp"
#include "core/error.hpp"
#include "core/listing.hpp"
#include "core/text.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::compose {

namespace {

constexpr size_t k_longest_name = 100;

// The record of publications: one release name a line, the latest last.
fs::path record_of(const store::Workspace& workspace) {
  return workspace.state() / "published";
}

std::vector<std::string> publications(const store::Workspace& workspace) {
  std::vector<std::string> names;
  if (fs::exists(record_of(workspace)))
    for (auto& line : split(read_file(record_of(workspace)), '\n'))
      if (!line.empty()) names.push_back(std::move(line));
  // If the workspace lost its record, the published release is still known.
  const std::string current = published(workspace);
  if (!current.empty() && (names.empty() || names.back() != current)) names.push_back(current);
  return names;
}

// yum of el6 and el7 ignores metadata that is older than what it has.
void require_newest_metadata(const std::string& release, const store::Workspace& workspace,
                             Reporter& reporter) {
  auto older = older_metadata(release, workspace);
  if (older.empty()) return;
  if (!was_published(release, workspace))
    throw Error(ExitCode::gate, fmt::format("the release {} was composed before another release was "
                                            "published, and its metadata is older, so yum would ignore it",
                                            release))
        .notes(std::move(older))
        .hint(fmt::format("compose it again with --replace: `rpmworks compose --replace {}`", release));
  for (const auto& line : older)
    reporter.warning(fmt::format(
        "{}: yum keeps its newer metadata until `yum clean metadata` is run on each client", line));
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
      std::isalnum(static_cast<unsigned char>(name.front())) && name != k_current)
    return;
  throw Error(ExitCode::invalid, fmt::format("'{}' cannot be the name of a release", name))
      .hint(name == k_current ? "`current` is the link to the published release"
                              : "use letters, digits and . _ + ~ -, the first a letter or a digit: 1.0.2");
}

std::vector<std::string> releases(const store::Workspace& workspace) {
  std::vector<std::string> names;
  if (!fs::is_directory(workspace.releases())) return names;
  for (const auto& entry : entries_in(workspace.releases()))
    if (!entry.is_symlink() && fs::exists(entry.path() / "manifest.json") &&
        !entry.path().filename().string().starts_with('.'))
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
  return std::ranges::count(publications(workspace), release) > 0;
}

std::vector<std::string> published_until(const std::string& release, const store::Workspace& workspace) {
  auto names = publications(workspace);
  names.erase(std::ranges::find(names, release), names.end());
  return names;
}

std::string published_before(const store::Workspace& workspace) {
  std::vector<std::string> line;
  for (const auto& name : publications(workspace)) {
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
  const fs::path link = workspace.releases() / k_current;
  if (fs::exists(fs::symlink_status(link)) && !fs::is_symlink(link))
    throw Error(ExitCode::failed, fmt::format("{} exists and is not a symbolic link", link.string()))
        .hint("move it away: publishing replaces the link `current`");
}

void publish(const std::string& release, const store::Workspace& workspace, Reporter& reporter) {
  const auto names = releases(workspace);
  if (std::ranges::find(names, release) == names.end()) {
    const auto meant = did_you_mean(release, names);
    throw Error(ExitCode::invalid,
                fmt::format("there is no release '{}' in {}", release, workspace.releases().string()))
        .hint(meant           ? fmt::format("{} Known releases: {}", *meant, join(names, ", "))
              : names.empty() ? "there is no release yet: make one with `rpmworks release NAME`"
                              : fmt::format("known releases: {}", join(names, ", ")));
  }
  require_publishable(workspace);
  if (published(workspace) == release) return;
  require_newest_metadata(release, workspace, reporter);
  auto all = publications(workspace);
  all.push_back(release);
  swap_symlink(workspace.releases() / k_current, release);
  make_folders(workspace.state());
  write_file_atomically(record_of(workspace), join(all, "\n") + "\n");
}

}  // namespace rpmworks::compose
