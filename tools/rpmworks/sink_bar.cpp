// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

constexpr auto k_redraw_interval = std::chrono::milliseconds(50);

size_t terminal_width() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/// The first `width` characters; one character is taken to be one column.
std::string cut(const std::string& text, size_t width) {
  size_t characters = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80;
    if (begins && characters++ == width) return text.substr(0, i);
  }
  return text;
}

/// Finished things scroll by above one line that says what is being done.
class BarSink : public EventSink {
 public:
  BarSink(Detail detail, bool colour) : m_detail(detail), m_colour(colour) {}
  ~BarSink() override { erase(); }

  void on_event(const Event& event) override {
    const bool ended = event.kind == Event::Kind::end || event.kind == Event::Kind::fail;
    if (event.kind == Event::Kind::begin || event.kind == Event::Kind::progress) m_running[event.id] = event;
    if (ended) m_running.erase(event.id);
    const std::string line = line_of(event, m_detail);
    if (!line.empty()) {
      erase();
      write_stderr(painted(event.kind, line) + "\n");
    }
    const auto now = std::chrono::steady_clock::now();
    if (event.kind == Event::Kind::progress && now - m_drawn_at < k_redraw_interval) return;
    m_drawn_at = now;
    draw();
  }

 private:
  std::string painted(Event::Kind kind, const std::string& line) const {
    if (!m_colour) return line;
    if (kind == Event::Kind::warning) return "\033[33m" + line + "\033[0m";
    if (kind == Event::Kind::fail) return "\033[31m" + line + "\033[0m";
    return line;
  }

  void erase() {
    if (m_shown) write_stderr("\r\033[K");
    m_shown = false;
  }

  /// What is running, the outer before the inner: "[2/3] building packages · building greet".
  std::string status() const {
    std::string text;
    for (const auto& [_, event] : m_running) {
      if (!text.empty()) text += " · ";
      if (event.total > 0) text += fmt::format("[{}/{}] ", event.done, event.total);
      text += fmt::format("{} {}", event.verb, event.subject);
    }
    return harmless(text);
  }

  void draw() {
    erase();
    std::string text = status();
    if (text.empty()) return;
    std::replace(text.begin(), text.end(), '\n', ' ');
    text = cut(text, terminal_width() - 1);
    write_stderr(m_colour ? "\033[36m" + text + "\033[0m" : text);
    m_shown = true;
  }

  Detail m_detail;
  bool m_colour;
  bool m_shown = false;
  std::map<uint64_t, Event> m_running;
  std::chrono::steady_clock::time_point m_drawn_at{};
};

}  // namespace

std::unique_ptr<EventSink> bar_sink(Detail detail, bool colour) {
  return std::make_unique<BarSink>(detail, colour);
}

}  // namespace rpmworks::cli
