// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/long_activities.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

/// Prints each activity that ends, and reports long-running activities before they end.
class LineSink : public EventSink {
 public:
  explicit LineSink(Detail detail) : m_detail(detail) {}

  void on_event(const Event& event) override {
    // A verbose display prints every start, so it needs no such report; a quiet display prints none.
    if (m_detail == Detail::normal) m_long.on_event(event);
    if (const std::string line = line_of(event, m_detail); !line.empty()) write_stderr(line + "\n");
  }

 private:
  const Detail m_detail;
  LongActivities m_long{[](const std::string& line) { write_stderr(harmless(line) + "\n"); }};
};

}  // namespace

std::unique_ptr<EventSink> line_sink(Detail detail) {
  return std::make_unique<LineSink>(detail);
}

}  // namespace rpmworks::cli
