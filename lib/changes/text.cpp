// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "changes/formats.hpp"
#include "changes/lines.hpp"
#include "core/text.hpp"

namespace rpmworks::changes {

namespace {

using Kind = PackageChange::Kind;

std::string capital(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  std::ranges::replace(text, '-', ' ');
  return text;
}

std::string name_and_arch(const PackageChange& change) {
  return one_line(change.entry().nevra.name + "." + change.entry().nevra.arch);
}

// In columns of the terminal, taking each character for one of them.
size_t width(const std::string& text) {
  return static_cast<size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(const std::string& text, size_t columns) {
  const size_t have = width(text);
  return have >= columns ? text : text + std::string(columns - have, ' ');
}

/// The packages of one kind as a table.
std::string table(const Changes& changes, Kind kind) {
  struct Row {
    std::string name, versions, section, size;
  };
  std::vector<Row> rows;
  size_t name = 0, versions = 0, section = 0;
  for (const auto& change : changes.packages) {
    if (change.kind != kind) continue;
    rows.push_back({name_and_arch(change), versions_of(change), sections_of(change), sizes_of(change)});
    name = std::max(name, width(rows.back().name));
    versions = std::max(versions, width(rows.back().versions));
    section = std::max(section, width(rows.back().section));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = fmt::format("  {}  {}  {}  {}", padded(row.name, name), padded(row.versions, versions),
                                   padded(row.section, section), row.size);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string indented(const std::vector<Line>& lines, const std::string& by) {
  std::string text;
  for (const auto& line : lines) {
    text += fmt::format("{}{}\n", by, line.text);
    for (const auto& item : line.items) text += fmt::format("{}  {}\n", by, item);
  }
  return text;
}

}  // namespace

std::string summary(const Changes& changes) {
  std::vector<std::string> parts;
  for (const Kind kind : k_kinds)
    if (const size_t count = changes.count(kind)) parts.push_back(fmt::format("{} {}", count, name_of(kind)));
  return fmt::format("{}; {} unchanged", parts.empty() ? "no package differs" : join(parts, ", "),
                     changes.unchanged);
}

std::string to_short_text(const Changes& changes) {
  std::string text =
      fmt::format("{} → {}: {}\n", title_of(changes.before), title_of(changes.after), summary(changes));
  for (const Kind kind : k_kinds)
    if (changes.count(kind) > 0)
      text += fmt::format("\n{}\n{}", capital(name_of(kind)), table(changes, kind));
  if (const auto lines = lines_of(changes, 0); !lines.empty()) text += "\n" + indented(lines, "");
  return text;
}

std::string to_text(const Changes& changes, size_t limit) {
  std::string text = to_short_text(changes);
  if (const auto lines = upgrade_lines(changes, limit); !lines.empty())
    text += "\nDNF UPGRADE ON THIS SYSTEM\n" + indented(lines, "  ");
  if (const auto lines = command_lines(changes); !lines.empty())
    text += "\nFOR CLIENTS\n" + indented(lines, "  ");
  if (const auto lines = abi_lines(changes, limit); !lines.empty()) text += "\nABI\n" + indented(lines, "  ");
  std::string details;
  for (const auto& change : changes.packages)
    if (const auto lines = lines_of(change, limit); !lines.empty())
      details += fmt::format("\n{} {} ({})\n{}", name_and_arch(change), versions_of(change),
                             name_of(change.kind), indented(lines, "  "));
  if (!details.empty()) text += "\nDETAILS\n" + details;
  return text;
}

std::string to_text(const Judgement& judgement) {
  std::string text;
  if (!judgement.findings.empty())
    text = fmt::format("\nREFUSED BY THE POLICY: {}\n", judgement.findings.size());
  for (const auto& finding : judgement.findings)
    text += fmt::format("  {}  ({}:{}: {})\n", finding.text, finding.where.file, finding.where.line,
                        finding.rule);
  if (!judgement.notes.empty()) text += "\n";
  for (const auto& note : judgement.notes) text += fmt::format("{}\n", one_line(note));
  return text;
}

}  // namespace rpmworks::changes
