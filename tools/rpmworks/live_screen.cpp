// SPDX-License-Identifier: GPL-3.0-or-later
#include "live_screen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "output.hpp"

namespace rpmworks::cli {

// When a terminal becomes narrower, it wraps the lines that no longer fit.
std::string LiveScreen::to_first_row(size_t width) const {
  if (m_shown.empty()) return "";
  size_t rows = 0;
  for (const auto& line : m_shown)
    rows += std::max<size_t>(1, (columns(line.text) + width - 1) / std::max<size_t>(width, 1));
  return rows > 1 ? fmt::format("\r\033[{}A", rows - 1) : "\r";
}

std::string LiveScreen::painted(const LiveView::Line& line) const {
  if (!m_colour || line.look == LiveView::Look::job) return line.text;
  return (line.look == LiveView::Look::bar ? "\033[36m" : "\033[31m") + line.text + "\033[0m";
}

std::string LiveScreen::update(const std::string& above, const std::vector<LiveView::Line>& lines,
                               size_t width) {
  if (above.empty() && std::ranges::equal(lines, m_shown, {}, &LiveView::Line::text, &LiveView::Line::text))
    return "";
  std::string bytes = to_first_row(width);
  if (!above.empty()) bytes += (m_shown.empty() ? "" : "\033[J") + above;
  for (size_t i = 0; i < lines.size(); ++i) bytes += (i == 0 ? "" : "\n") + painted(lines[i]) + "\033[K";
  // Erases old rows below the new lines: there were more lines, or the lines took more rows.
  if (above.empty() && !m_shown.empty()) bytes += "\033[J";
  m_shown = lines;
  return bytes;
}

}  // namespace rpmworks::cli
