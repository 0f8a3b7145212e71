// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "live_view.hpp"

namespace rpmworks::cli {

/// Keeps lines at the end of a terminal's text up to date, with what stays printed above them.
class LiveScreen {
 public:
  explicit LiveScreen(bool colour) : m_colour(colour) {}
  /// The bytes that print `above` (whole lines, or nothing) where the live lines are and these below it;
  /// empty when nothing would change. `width` is the terminal's by now: what was written on a wider one may
  /// take more rows by now.
  std::string update(const std::string& above, const std::vector<LiveView::Line>& lines, size_t width);
  /// The bytes that leave nothing of the live lines.
  std::string clear(size_t width) { return update("", {}, width); }

 private:
  std::string to_first_row(size_t width) const;
  std::string painted(const LiveView::Line& line) const;
  bool m_colour;
  std::vector<LiveView::Line> m_shown;
};

}  // namespace rpmworks::cli
