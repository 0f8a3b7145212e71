// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "changes/formats.hpp"
#include "changes/lines.hpp"
#include "changes/markdown_text.hpp"
#include "core/text.hpp"

namespace rpmworks::changes {

namespace {

// `start`: where a character would begin a heading or a list; npos: nowhere.
std::string escaped_from(const std::string& text, size_t start, std::string_view beginnings) {
  std::string safe;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool begins_block = i == start && beginnings.find(text[i]) != std::string_view::npos;
    if (begins_block || std::string_view("\\`*_[]<>|~&").find(text[i]) != std::string_view::npos)
      safe += '\\';
    safe += text[i];
  }
  return safe;
}

}  // namespace

std::string escaped(const std::string& text) {
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  return escaped_from(text, digits, digits > 0 ? ".)" : "#+-=");
}

std::string escaped_within(const std::string& text) {
  return escaped_from(text, std::string::npos, {});
}

// The text may have backticks: then the delimiter has more of them.
std::string code(const std::string& text) {
  size_t longest = 0;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const char* const gap = longest > 0 ? " " : "";
  return fence + gap + text + gap + fence;
}

namespace {

// Of a table, where even code ends at a bar.
std::string cell(const std::string& text) {
  std::string safe;
  for (const char c : text) safe.append(c == '|' ? "\\|" : std::string(1, c));
  return text.empty() ? "" : code(safe);
}

std::string capitalized(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

std::string list(const std::vector<Line>& lines) {
  std::string text;
  for (const auto& line : lines) {
    text += fmt::format("- {}\n",
                        line.is_alarming ? fmt::format("**{}**", escaped(line.text)) : escaped(line.text));
    for (const auto& item : line.items) text += fmt::format("  - {}\n", code(item));
  }
  return text;
}

std::string markdown_table(const Changes& changes, PackageChange::Kind kind) {
  std::string text = "| Package | Version | Section | Size |\n|---|---|---|---|\n";
  for (const auto& change : changes.packages) {
    if (change.kind != kind) continue;
    const rpm::Nevra& nevra = change.entry().nevra;
    text += fmt::format("| {} | {} | {} | {} |\n", cell(one_line(nevra.name + "." + nevra.arch)),
                        cell(versions_of(change)), cell(sections_of(change)), sizes_of(change));
  }
  return text;
}

}  // namespace

std::string to_markdown(const Changes& changes, size_t limit) {
  std::string text = fmt::format("# {} → {}\n\n{}\n", escaped(title_of(changes.before)),
                                 escaped(title_of(changes.after)), capitalized(escaped(summary(changes))));
  if (const auto lines = lines_of(changes, limit); !lines.empty()) text += "\n" + list(lines);
  for (const auto kind : k_kinds)
    if (changes.count(kind) > 0)
      text += fmt::format("\n## {}\n\n{}", capitalized(name_of(kind)), markdown_table(changes, kind));
  if (const auto lines = upgrade_lines(changes, limit); !lines.empty())
    text += "\n## `dnf upgrade` on this system\n\n" + list(lines);
  if (const auto lines = command_lines(changes); !lines.empty()) text += "\n## For clients\n\n" + list(lines);
  if (const auto lines = abi_lines(changes, limit); !lines.empty()) text += "\n## ABI\n\n" + list(lines);
  std::string details;
  for (const auto& change : changes.packages)
    if (const auto lines = lines_of(change, limit); !lines.empty())
      details += fmt::format("\n### {} {}\n\n{}", escaped(one_line(change.entry().nevra.name)),
                             escaped(versions_of(change)), list(lines));
  if (!details.empty()) text += "\n## Details\n" + details;
  return text;
}

std::string to_markdown(const Judgement& judgement) {
  if (judgement.findings.empty() && judgement.notes.empty()) return {};
  std::string text = "\n## Policy\n\n";
  for (const auto& finding : judgement.findings)
    text += fmt::format("- **{}** ({})\n", escaped(finding.text),
                        code(fmt::format("{}:{}: {}", finding.where.file, finding.where.line, finding.rule)));
  for (const auto& note : judgement.notes) text += fmt::format("- {}\n", escaped(one_line(note)));
  return text;
}

}  // namespace rpmworks::changes
