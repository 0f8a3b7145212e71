// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/layout.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/text.hpp"
#include "spec/text.hpp"

namespace rpmworks::spec {

namespace {

Layout::Part part_of(std::string_view heading) {
  const std::string_view name = macro_of(heading);
  if (name == "%package") return Layout::Part::preamble;
  if (name == "%patchlist") return Layout::Part::patch_list;
  if (name == "%sourcelist") return Layout::Part::source_list;
  return name == "%prep" ? Layout::Part::prep : Layout::Part::other;
}

int condition_step(std::string_view line) {
  const std::string_view macro = macro_of(line);
  if (macro == "%endif") return -1;
  return macro.starts_with("%if") ? 1 : 0;
}

// The number of open "%{…}" braces after a line; `open` is the number before it.
int braces_after(std::string_view line, int open) {
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '%' && i + 1 < line.size() && line[i + 1] == '%') {
      ++i;
    } else if (line[i] == '%' && i + 1 < line.size() && line[i + 1] == '{') {
      ++open;
      ++i;
    } else if (open > 0 && line[i] == '{') {
      ++open;
    } else if (open > 0 && line[i] == '}') {
      --open;
    }
  }
  return open;
}

// Shell blocks that a line opens minus those it closes. Only words at the start of a command count.
int block_step(std::string_view line) {
  static constexpr std::array<std::string_view, 5> k_open = {"if", "for", "while", "until", "case"};
  static constexpr std::array<std::string_view, 3> k_close = {"fi", "done", "esac"};
  int step = 0;
  for (const auto& command : split(line, ';')) {
    std::string_view word = trim(command);
    word = word.substr(0, word.find_first_of(" \t&|)"));
    if (std::find(k_open.begin(), k_open.end(), word) != k_open.end()) ++step;
    if (std::find(k_close.begin(), k_close.end(), word) != k_close.end()) --step;
  }
  return step;
}

}  // namespace

std::string_view macro_of(std::string_view line) {
  line = trim(line);
  if (!line.starts_with('%')) return {};
  size_t end = 1;
  while (end < line.size() && (std::isalpha(static_cast<unsigned char>(line[end])) || line[end] == '_'))
    ++end;
  return line.substr(0, end);
}

Layout::Layout(std::string_view text) : m_lines(split(text, '\n')) {
  Part part = Part::preamble;
  int conditions = 0, braces = 0, blocks = 0;
  bool continued = false;
  for (const auto& line : m_lines) {
    const bool heading = !continued && starts_section(line);
    if (heading) {
      part = part_of(line);
      braces = blocks = 0;
    }
    conditions = std::max(0, conditions + condition_step(line));
    braces = braces_after(line, braces);
    if (part == Part::prep) blocks = std::max(0, blocks + block_step(line));
    m_parts.push_back(part);
    m_headings.push_back(heading);
    m_conditions.push_back(conditions);
    m_braces.push_back(braces);
    m_blocks.push_back(blocks);
    continued = line.ends_with('\\');
  }
}

bool Layout::is_in_macro(size_t line) const {
  return line > 0 && (m_braces[line - 1] > 0 || m_lines[line - 1].ends_with('\\'));
}

bool Layout::is_conditional(size_t line) const {
  return m_conditions[line] > 0 || is_in_macro(line);
}

size_t Layout::line_outside_blocks(size_t line, size_t first) const {
  const auto depth_before = [&](const std::vector<int>& depths) { return first > 0 ? depths[first - 1] : 0; };
  const int conditions = depth_before(m_conditions), blocks = depth_before(m_blocks);
  while (line + 1 < size() && (m_conditions[line] > conditions || m_blocks[line] > blocks ||
                               m_braces[line] > 0 || m_lines[line].ends_with('\\')))
    ++line;
  return line + 1;
}

}  // namespace rpmworks::spec
