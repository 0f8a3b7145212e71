// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "live_view.hpp"

namespace rpmworks::cli {

/// Keeps live lines at the bottom of a terminal up to date. Other output is printed above them and stays.
class LiveScreen {
 public:
  explicit LiveScreen(bool colour) : m_colour(colour) {}
  /// Returns the bytes that replace the live lines by `above` (whole lines, or empty) and print `lines` below
  /// it; empty if nothing would change. `width` is the terminal's current width. Lines that were written when
  /// the terminal was wider may now take more rows.
  std::string update(const std::string& above, const std::vector<LiveView::Line>& lines, size_t width);
  /// Returns the bytes that erase the live lines.
  std::string clear(size_t width) { return update("", {}, width); }

 private:
  std::string to_first_row(size_t width) const;
  std::string painted(const LiveView::Line& line) const;
  bool m_colour;
  std::vector<LiveView::Line> m_shown;
};

}  // namespace rpmworks::cli
