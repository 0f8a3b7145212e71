// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/ioctl.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "live_screen.hpp"
#include "live_view.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

constexpr auto k_redraw_interval = std::chrono::milliseconds(100);
constexpr size_t k_deepest_told =
    1;  // of activities that ended well: those directly within an outermost activity, not deeper ones

struct Size {
  size_t width = 80;
  size_t height = 24;
};

// Queried each time: no cheaper way tells when the terminal was resized.
Size terminal_size() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {size.ws_col, size.ws_row};
}

/// Prints finished activities above the live lines. A thread of its own keeps the times running.
class BarSink : public EventSink {
 public:
  BarSink(Detail detail, bool colour) : m_detail(detail), m_colour(colour), m_screen(colour) {
    m_ticker = std::jthread([this](const std::stop_token& stop) { tick(stop); });
  }
  ~BarSink() override {
    m_ticker.request_stop();
    m_ticker.join();
    write_stderr(m_screen.clear(terminal_size().width));
  }

  void on_event(const Event& event) override {
    const std::lock_guard guard(m_mutex);
    const std::string line = is_told(event) ? line_of(event, m_detail) : "";
    m_view.on_event(event, std::chrono::steady_clock::now());
    // Without a line to print, the next tick of m_ticker draws the change.
    if (!line.empty()) return draw(painted(event.kind, line) + "\n");
    if (event.kind == Event::Kind::begin || event.kind == Event::Kind::end) draw("");
  }

 private:
  // Nested activities that end within a job print no line: they would scroll earlier failures away, and the
  // job's live line shows them.
  bool is_told(const Event& event) const {
    return event.kind != Event::Kind::end || m_detail == Detail::verbose ||
           m_view.depth(event) <= k_deepest_told;
  }

  std::string painted(Event::Kind kind, const std::string& line) const {
    if (!m_colour) return line;
    if (kind == Event::Kind::warning) return "\033[33m" + line + "\033[0m";
    if (kind == Event::Kind::fail) return "\033[31m" + line + "\033[0m";
    return line;
  }

  void draw(const std::string& above) {
    const Size size = terminal_size();
    const auto lines = m_view.lines(size.width, size.height, std::chrono::steady_clock::now());
    write_stderr(m_screen.update(above, lines, size.width));
  }

  void tick(const std::stop_token& stop) {
    std::unique_lock guard(m_mutex);
    while (!m_changed.wait_for(guard, stop, k_redraw_interval, [] { return false; }) &&
           !stop.stop_requested())
      draw("");
  }

  const Detail m_detail;
  const bool m_colour;
  std::mutex m_mutex;
  std::condition_variable_any m_changed;
  LiveView m_view;
  LiveScreen m_screen;
  std::jthread m_ticker;  // last member: it must stop before the members that it uses are destroyed
};

}  // namespace

std::unique_ptr<EventSink> bar_sink(Detail detail, bool colour) {
  return std::make_unique<BarSink>(detail, colour);
}

}  // namespace rpmworks::cli
