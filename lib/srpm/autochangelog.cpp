// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/autochangelog.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/error.hpp"
#include "core/pattern.hpp"
#include "core/text.hpp"
#include "git/tree_files.hpp"
#include "spec/text.hpp"
#include "srpm/changes.hpp"

namespace rpmworks::srpm {

namespace {

constexpr size_t k_width = 75;
constexpr size_t k_longest_release = 4096;  // longest line, in bytes, that is searched for flags

std::string without_controls(std::string_view text) {
  std::string plain;
  for (const char c : text) plain += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  return std::string(trim(plain));
}

// "- text", wrapped like Python's textwrap, with later lines indented by two.
std::string wrapped(const std::string& item) {
  std::string text;
  std::string line = "-";
  for (const auto& word : split(item, ' ')) {
    if (word.empty()) continue;
    if (line.size() + 1 + word.size() > k_width && line != "-" && line != " ") {
      text += line + "\n";
      line = " ";
    }
    line += " " + word;
  }
  return text + line + "\n";
}

// "1.0-3" for the commit: the version and release, with what the %autorelease flags in its spec add, without
// dist.
std::string evr_at(ReleaseCount& count, const git::Commit& commit) {
  const auto epoch_version = count.epoch_version(commit);
  if (!epoch_version) return {};
  std::string flags;
  const std::string text = count.spec_text(commit);
  for (const auto& line : spec::find_tag(text, "Release"))
    if (line.value.size() < k_longest_release && line.value.find("autorelease") != std::string::npos)
      flags = line.value;
  const auto value_of = [&](const char* flag) -> std::string {
    const Pattern expression(fmt::format("\\s-{}\\s*([A-Za-z0-9._~^]+)", flag));
    const auto match = expression.find(flags);
    return match ? (*match)[1] : std::string();
  };
  const std::string base = value_of("b");
  const bool is_number = !base.empty() && base.size() < 9 &&
                         std::all_of(base.begin(), base.end(), [](char c) { return c >= '0' && c <= '9'; });
  std::string release = std::to_string(count.at(commit) + (is_number ? std::stoi(base) - 1 : 0));
  static const Pattern prerelease("\\s-p(\\s|\\}|$)");
  if (prerelease.is_in(flags)) release.insert(0, "0.");
  for (const char* const flag : {"e", "s"})
    if (const std::string value = value_of(flag); !value.empty()) release += "." + value;
  return fmt::format("{}-{}", *epoch_version, release);
}

// Where to continue in the history below a commit.
struct Next {
  std::string parent;            ///< commit id; empty: the end
  bool is_same_tree = false;     ///< a merge that took one parent's tree unchanged
  bool is_unresolvable = false;  ///< a merge for which it is unclear which parent's changelog continues
};

class Changelog {
 public:
  explicit Changelog(ReleaseCount& count)
      : m_file(git::below(git::folder_of(count.spec()), "changelog")), m_count(count) {}

  // The blob of the file `changelog` if the commit changed it, else "".
  std::string written_at(const git::Commit& commit) {
    const std::string blob = blob_at(commit);
    if (blob.empty()) return {};
    for (const auto& id : commit.parents)
      if (blob_at(m_count.parent(id)) == blob) return {};
    return blob;
  }

  Next below_commit(const git::Commit& commit) {
    if (commit.parents.size() < 2) return {.parent = commit.parents.empty() ? "" : commit.parents.front()};
    for (const auto& id : commit.parents)
      if (m_count.parent(id).tree == commit.tree) return {.parent = id, .is_same_tree = true};
    return {.is_unresolvable = true};
  }

 private:
  std::string blob_at(const git::Commit& commit) const {
    const auto entry = m_count.repository().entry(commit, m_file);
    return entry && entry->kind == git::TreeEntry::Kind::file ? entry->id : "";
  }

  const std::string m_file;
  ReleaseCount& m_count;
};

}  // namespace

std::vector<std::string> changelog_items(const std::string& message) {
  enum class State { before_subject, subject, before_body, continuation, body };
  std::vector<std::vector<std::string>> items(1);
  State state = State::before_subject;
  const auto is_item = [](const std::string& line) { return line.starts_with('-'); };
  const auto without_dash = [](const std::string& line) { return std::string(trim(line.substr(1))); };
  static const Pattern ellipsis("^(?:\\.{3,}|(?:…)+)\\s*(.*)$");
  for (const auto& written : split(message, '\n')) {
    std::string line = without_controls(written);
    if (state == State::before_subject) {
      if (line.empty()) continue;
      state = State::subject;
      if (is_item(line)) line = without_dash(line);
    }
    if (state == State::subject) {
      if (!line.empty()) {
        items[0].push_back(line);
        continue;
      }
      state = State::before_body;
    }
    if (state == State::before_body) {
      if (line.empty()) continue;
      if (const auto match = ellipsis.match(line)) {
        state = State::continuation;
        items[0].push_back((*match)[1]);
        continue;
      }
      if (!is_item(line)) break;
      state = State::body;
    }
    if (state == State::continuation) {
      if (!line.empty() && !is_item(line)) {
        items[0].push_back(line);
        continue;
      }
      state = State::body;
    }
    if (line.empty()) break;
    if (is_item(line)) {
      line = without_dash(line);
      items.emplace_back();
    }
    items.back().push_back(line);
  }
  std::vector<std::string> joined;
  for (const auto& lines : items) joined.push_back(join(lines, " "));
  return joined;
}

std::string autochangelog(ReleaseCount& count, const git::Commit& head,
                          const std::function<void(const std::string&)>& warn) {
  Changelog history(count);
  std::string entries;
  int64_t latest = k_last_changelog_day;
  git::Commit commit = head;
  while (true) {
    const std::string separator = entries.empty() ? "" : "\n";
    if (const std::string blob = history.written_at(commit); !blob.empty())
      return entries + separator + count.repository().blob(blob);
    const Next next = history.below_commit(commit);
    if (next.is_unresolvable) {
      warn(fmt::format(
          "%autochangelog ends at the merge {}: its tree differs from the tree of every parent, so "
          "rpmautospec does not know which changelog continues",
          commit.id.substr(0, 12)));
      return entries;
    }
    if (!next.is_same_tree && count.has_spec(commit) && count.changes_package(commit) &&
        !magic_comments(commit.message).skip_changelog) {
      // rpm refuses an entry that is newer than the one above it.
      latest = std::clamp(commit.time, int64_t{0}, latest);
      const std::string evr = evr_at(count, commit);
      entries += fmt::format("{}* {:%a %b %d %Y} {} <{}>{}\n", separator, fmt::gmtime(latest),
                             spec::escape_macros(without_controls(commit.author_name)),
                             spec::escape_macros(without_controls(commit.author_email)),
                             evr.empty() ? "" : " - " + spec::escape_macros(evr));
      for (const auto& item : changelog_items(commit.message)) entries += wrapped(spec::escape_macros(item));
    }
    if (next.parent.empty()) return entries;
    commit = count.parent(next.parent);
  }
}

namespace {

bool is_autochangelog(const spec::Line& line) {
  const std::string_view content = trim(line.content);
  return content == "%autochangelog" || content == "%{autochangelog}" || content == "%{?autochangelog}";
}

}  // namespace

void require_line_of_autochangelog(const std::string& text, const std::string& spec) {
  static const Pattern use("(^|[^%])(%%)*%(\\{[!?]*)?autochangelog\\b");
  std::optional<spec::Line> within;
  for (const auto& line : spec::lines_of(text)) {
    if (is_autochangelog(line)) return;
    if (within || line.content.size() >= k_longest_release || trim(line.content).starts_with('#')) continue;
    if (use.is_in(line.content)) within = line;
  }
  if (within)
    throw Error(ExitCode::invalid, "%autochangelog is not on a line of its own")
        .at(spec::position_of(*within, spec))
        .note("rpmautospec also replaces only such a line; the changelog would be empty")
        .hint(
            "write %autochangelog alone on a line below %changelog; write conditions (%if, %endif) on the "
            "lines before and after it");
}

std::string with_autochangelog(const std::string& text, const std::string& entries) {
  for (const auto& line : spec::lines_of(text)) {
    if (!is_autochangelog(line)) continue;
    std::string edited = text.substr(0, line.start) + entries;
    const size_t rest = std::min(line.end() + 1, text.size());
    if (!edited.empty() && !edited.ends_with('\n')) edited += '\n';
    return edited + text.substr(rest);
  }
  return text;
}

}  // namespace rpmworks::srpm
