// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/timeline_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>

#include "core/text.hpp"
#include "report/page.hpp"

namespace rpmworks::report {

namespace {

using schedule::JobRun;
using schedule::Timeline;
using schedule::Waited;

// In units of the drawing, which is scaled to the width of its container.
constexpr double k_width = 1160;
constexpr double k_left = 110;  // width of the lanes' names
constexpr double k_top = 26;    // height of the axis
constexpr double k_lane = 34;
constexpr double k_bar = 24;
constexpr double k_character = 6.6;
constexpr double k_least_bar = 1.5;  // a narrower bar could not be pointed at
constexpr double k_most_ticks = 10;

constexpr std::string_view k_drawing_style =
    ".axis{stroke:#8884}.label{fill:#8a94a3}.job rect{fill:#7aa7d9;stroke:#fff8}.job text{fill:#0b1a2b}"
    ".failed rect{fill:#e0797f}.critical rect{stroke:#d98a00;stroke-width:2.5}"
    ".path{fill:none;stroke:#d98a00;stroke-width:1.5;stroke-dasharray:4 3}"
    "text{font:11px system-ui,sans-serif}";

std::string time_text(double seconds) {
  if (seconds < 60) return fmt::format("{:g} s", std::round(seconds * 100) / 100);
  const auto whole = static_cast<int64_t>(seconds);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02} h", whole / 3600, whole / 60 % 60, whole % 60);
}

// The distance between ticks: a round number of seconds, minutes, hours or days.
double tick_step(double seconds) {
  constexpr std::array<double, 19> k_steps = {0.1, 0.2, 0.5, 1,   2,    5,    10,   15,    30,   60,
                                              120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200};
  for (const double step : k_steps)
    if (seconds / step <= k_most_ticks) return step;
  return std::ceil(seconds / k_most_ticks / 86400) * 86400;
}

class Drawing {
 public:
  explicit Drawing(const Timeline& timeline) : m_timeline(timeline), m_critical(critical_jobs(timeline)) {
    for (const JobRun& job : timeline.jobs) {
      if (!job.ran()) continue;
      m_lanes[{job.host, job.slot}] = 0;
      m_seconds = std::max(m_seconds, job.end);
    }
    size_t lane = 0;
    for (auto& [_, position] : m_lanes) position = lane++;
    m_seconds = std::max({m_seconds, timeline.seconds, 0.1});
  }

  std::string run() {
    const double height = k_top + k_lane * static_cast<double>(m_lanes.size()) + 4;
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:g} {:g}\" width=\"100%\" role=\"img\" "
        "aria-label=\"Timeline of the build\">\n<style>{}</style>\n",
        k_width, height, k_drawing_style);
    axis(height);
    for (const auto& [place, position] : m_lanes)
      add("<text class=\"label\" x=\"0\" y=\"{:.1f}\">{}</text>\n", lane_top(position) + k_bar / 2 + 4,
          escape(lane_name(place.first, place.second)));
    for (size_t i = 0; i < m_timeline.jobs.size(); ++i)
      if (m_timeline.jobs[i].ran()) job(i);
    path();
    m_svg += "</svg>\n";
    return m_svg;
  }

 private:
  template <typename... Arguments>
  void add(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(m_svg), format, std::forward<Arguments>(arguments)...);
  }

  double x(double seconds) const { return k_left + seconds / m_seconds * (k_width - k_left - 2); }
  static double lane_top(size_t position) { return k_top + k_lane * static_cast<double>(position) + 4; }
  double lane_top(const JobRun& job) const { return lane_top(m_lanes.at({job.host, job.slot})); }
  bool is_critical(size_t i) const { return std::ranges::find(m_critical, i) != m_critical.end(); }

  static std::string lane_name(const std::string& host, size_t slot) {
    return host.empty() ? fmt::format("slot {}", slot + 1) : fmt::format("{}, {}", host, slot + 1);
  }

  void axis(double height) {
    const double step = tick_step(m_seconds);
    for (size_t i = 0; static_cast<double>(i) * step <= m_seconds; ++i) {
      const double at = static_cast<double>(i) * step;
      add("<path class=\"axis\" d=\"M{0:.1f} {1:g}V{2:g}\"/><text class=\"label\" x=\"{0:.1f}\" "
          "y=\"14\">{3}</text>\n",
          x(at), k_top - 6, height, time_text(at));
    }
  }

  std::string title(size_t i) const {
    const JobRun& job = m_timeline.jobs[i];
    std::string text = fmt::format("{}: {}", job.name, state_name(job.state));
    if (!job.phase.empty()) text += " in " + job.phase;
    text += fmt::format("\n{} to {}, {} on {}", time_text(job.begin), time_text(job.end),
                        time_text(job.end - job.begin), lane_name(job.host, job.slot));
    text += "\nwaited for " + wait_reason(m_timeline, i);
    std::vector<std::string> needs;
    for (const size_t other : job.needs) needs.push_back(m_timeline.jobs[other].name);
    if (!needs.empty()) text += "\nneeds " + join(needs, ", ");
    if (is_critical(i)) text += "\non the critical path";
    return text;
  }

  void job(size_t i) {
    const JobRun& job = m_timeline.jobs[i];
    const double from = x(job.begin);
    const double width = std::max(k_least_bar, x(job.end) - from);
    add("<g class=\"job {}{}\"><title>{}</title><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
        "height=\"{:g}\" rx=\"3\"/>",
        state_name(job.state), is_critical(i) ? " critical" : "", escape(title(i)), from, lane_top(job),
        width, k_bar);
    const auto room = static_cast<size_t>(std::max(0.0, (width - 8) / k_character));
    if (room >= 3) {
      const std::string name = job.name.size() <= room ? job.name : job.name.substr(0, room - 1) + "…";
      add("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", from + 5, lane_top(job) + k_bar / 2 + 4, escape(name));
    }
    m_svg += "</g>\n";
  }

  void path() {
    for (size_t i = 1; i < m_critical.size(); ++i) {
      const JobRun& before = m_timeline.jobs[m_critical[i - 1]];
      const JobRun& after = m_timeline.jobs[m_critical[i]];
      add("<path class=\"path\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n", x(before.end),
          lane_top(before) + k_bar / 2, x(after.begin), lane_top(after) + k_bar / 2);
    }
  }

  const Timeline& m_timeline;
  std::vector<size_t> m_critical;
  std::map<std::pair<std::string, size_t>, size_t> m_lanes;  ///< (host, slot) → position
  double m_seconds = 0;
  std::string m_svg;
};

}  // namespace

std::string wait_reason(const Timeline& timeline, size_t job) {
  const Waited waited = waited_for(timeline, job);
  if (waited.what == Waited::For::nothing) return "nothing";
  const std::string& name = timeline.jobs[waited.job].name;
  if (waited.what == Waited::For::need) return name;
  if (waited.what == Waited::For::any)
    return fmt::format("{}, the last build that might have provided what it needs", name);
  return fmt::format("a slot, which {} occupied ({})", name, time_text(waited.seconds));
}

std::string timeline_svg(const Timeline& timeline) {
  return Drawing(timeline).run();
}

}  // namespace rpmworks::report
