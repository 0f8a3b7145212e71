// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/publications.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ranges>

#include "core/text.hpp"
#include "manifest/manifest.hpp"
#include "releases/releases.hpp"

namespace rpmworks::releases {

namespace {

// One publication a line: the release, the time, and the seconds after which clients look for new metadata.
// Earlier versions wrote the release only.
fs::path publications_file(const store::Workspace& workspace) {
  return workspace.state() / "published";
}

Publication publication_of(const std::string& line) {
  const auto words = split(line, ' ');
  Publication publication{.release = words.front(), .since = {}};
  if (words.size() > 1) publication.since = manifest::parse_iso_time(words[1]);
  if (words.size() > 2) {
    int64_t seconds = 0;
    std::from_chars(words[2].data(), words[2].data() + words[2].size(), seconds);
    publication.expire = std::chrono::seconds(std::max<int64_t>(seconds, 0));
  }
  return publication;
}

std::string line_of(const Publication& publication) {
  if (!publication.since) return publication.release;
  return fmt::format("{} {} {}", publication.release, manifest::iso_time(*publication.since),
                     publication.expire.count());
}

std::vector<Publication> recorded_publications(const store::Workspace& workspace) {
  std::vector<Publication> all;
  if (is_there(publications_file(workspace)))
    for (const auto& line : split(read_file(publications_file(workspace)), '\n'))
      if (!line.empty()) all.push_back(publication_of(line));
  return all;
}

}  // namespace

bool is_record_lost(const store::Workspace& workspace) {
  return recorded_publications(workspace).empty() && !published(workspace).empty();
}

std::string unfinished_publication(const store::Workspace& workspace) {
  const auto all = recorded_publications(workspace);
  return all.empty() || all.back().release == published(workspace) ? "" : all.back().release;
}

std::vector<Publication> publications(const store::Workspace& workspace) {
  std::vector<Publication> all = recorded_publications(workspace);
  const std::string current = published(workspace);
  if (!current.empty() && (all.empty() || all.back().release != current))
    all.push_back({.release = current, .since = {}});
  return all;
}

void write_publications(const std::vector<Publication>& all, const store::Workspace& workspace) {
  std::string text;
  for (const auto& publication : all) text += line_of(publication) + "\n";
  make_folders(workspace.state());
  write_file_atomically(publications_file(workspace), text);
}

std::vector<LastPublished> last_published(const std::vector<Publication>& all, int64_t now) {
  std::vector<LastPublished> last;
  int64_t until = now;
  for (const auto& publication : std::views::reverse(all)) {
    const auto known = std::ranges::find(last, publication.release, &LastPublished::release);
    if (known == last.end())
      // While the clock was set back, it may have been recorded as replaced before it was published.
      last.push_back({.release = publication.release,
                      .until = std::min(now, std::max(until, publication.since.value_or(0))),
                      .expire = publication.expire});
    else
      known->expire = std::max(known->expire, publication.expire);
    // It replaced the release before it at this time. A time in the future was recorded before the clock was
    // set back, so the release before it counts as replaced only now.
    until = std::min(until, publication.since.value_or(until));
  }
  return last;
}

std::vector<std::string> future_publications(const std::vector<Publication>& all, int64_t now) {
  std::vector<std::string> warnings;
  for (const auto& one : all)
    if (one.since && *one.since > now)
      warnings.push_back(fmt::format(
          "the release {} was published on {}, which is later than now: the clock was set back, or the "
          "workspace comes from a machine whose clock is ahead; its clients count as having its metadata",
          one.release, manifest::iso_time(*one.since)));
  return warnings;
}

}  // namespace rpmworks::releases
