// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/change_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "changes/lines.hpp"
#include "changes/markdown_text.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "rpm/source_name.hpp"

namespace rpmworks::changes {

namespace {

constexpr size_t k_date_length = 10;  // of an ISO 8601 time
constexpr size_t k_short_id = 12;
constexpr std::string_view k_entry_mark = "## ";

std::string source_name_of(const manifest::Entry& entry) {
  if (entry.nevra.is_source()) return entry.nevra.name;
  return entry.source_rpm.empty() ? entry.nevra.name : rpm::source_name(entry.source_rpm);
}

/// The packages of one source package that changed in the same way.
struct ChangedSource {
  PackageChange::Kind kind;
  std::string name;
  std::string versions;
  std::vector<std::string> packages;  ///< names
  const CommitRange* commits = nullptr;
};

// In the order of the changes: the most alarming first.
std::vector<ChangedSource> changed_sources(const Changes& changes) {
  std::vector<ChangedSource> sources;
  for (const auto& change : changes.packages) {
    const std::string name = source_name_of(change.entry());
    const std::string versions = versions_of(change);
    auto source = std::ranges::find_if(sources, [&](const ChangedSource& one) {
      return one.kind == change.kind && one.name == name && one.versions == versions;
    });
    if (source == sources.end())
      source = sources.insert(sources.end(),
                              {.kind = change.kind, .name = name, .versions = versions, .packages = {}});
    if (change.commits) source->commits = &*change.commits;
    const std::string& package = change.entry().nevra.name;
    if (std::ranges::count(source->packages, package) == 0) source->packages.push_back(package);
  }
  return sources;
}

std::string commit_line(const Commit& commit) {
  std::vector<std::string> facts;
  for (const auto& issue : commit.issues) facts.push_back(escaped(one_line(issue)));
  facts.push_back(escaped(one_line(commit.author)));
  facts.push_back(code(commit.id.substr(0, k_short_id)));
  return fmt::format("- {} ({})\n", escaped(one_line(commit.subject)), join(facts, ", "));
}

std::string with_commits(const ChangedSource& source) {
  std::string text = fmt::format("\n### {} {}\n\n", escaped(one_line(source.name)), escaped(source.versions));
  const CommitRange& range = *source.commits;
  if (!range.unknown.empty())
    return text + fmt::format("- commits {}..{}, which are not known: {}\n",
                              code(range.before.substr(0, k_short_id)),
                              code(range.after.substr(0, k_short_id)), escaped(one_line(range.unknown)));
  if (range.are_gone) text += "These commits are no longer part of the package:\n\n";
  for (const auto& commit : range.commits) text += commit_line(commit);
  return text;
}

std::string without_commits(const ChangedSource& source) {
  std::string text = fmt::format("- {}: {} {}", name_of(source.kind), escaped(one_line(source.name)),
                                 escaped(source.versions));
  const bool is_only_itself = source.packages.size() == 1 && source.packages.front() == source.name;
  if (!is_only_itself) text += fmt::format(" ({})", escaped(one_line(join(source.packages, ", "))));
  return text + "\n";
}

}  // namespace

std::string change_log_heading(const Side& release) {
  const std::string date = release.created.substr(0, k_date_length);
  return fmt::format("{}{}{}", k_entry_mark, escaped(title_of(release)),
                     date.empty() ? "" : fmt::format(" ({})", date));
}

std::string change_log(const Changes& changes) {
  std::string text = change_log_heading(changes.after) + "\n";
  std::string others;
  for (const auto& source : changed_sources(changes)) {
    if (source.commits)
      text += with_commits(source);
    else
      others += without_commits(source);
  }
  if (!others.empty()) text += "\n### Other packages\n\n" + others;
  if (changes.is_empty()) text += "\nNo package has changed.\n";
  return text;
}

std::string with_entry(const std::string& change_log, const std::string& entry, const std::string& file) {
  const std::string heading = entry.substr(0, entry.find('\n'));
  const std::string lines = "\n" + change_log;
  // The date may be another one if the release was made again.
  const std::string name = heading.substr(0, heading.rfind(" ("));
  for (size_t at = lines.find("\n" + name); at != std::string::npos; at = lines.find("\n" + name, at + 1)) {
    const size_t end = at + 1 + name.size();
    if (end < lines.size() && lines[end] != '\n' && lines[end] != ' ') continue;
    const auto line = std::count(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(at) + 1, '\n');
    throw Error(ExitCode::invalid, "the file already has an entry for this release")
        .at({.file = file, .line = static_cast<int>(line), .column = 1, .text = heading})
        .hint("remove that entry first, or print the new one without --prepend");
  }
  const size_t first = lines.find(fmt::format("\n{}", k_entry_mark));
  if (first != std::string::npos)
    return change_log.substr(0, first) + entry + "\n" + change_log.substr(first);
  if (change_log.empty()) return entry;
  return change_log +
         (change_log.ends_with("\n\n") ? ""
          : change_log.ends_with('\n') ? "\n"
                                       : "\n\n") +
         entry;
}

}  // namespace rpmworks::changes
