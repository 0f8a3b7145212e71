// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/events.hpp"

namespace rpmworks::test {

/// A reporter that keeps the notes and warnings that it gets.
class Captured {
  struct Sink : EventSink {
    std::string text;
    void on_event(const Event& event) override {
      if (event.kind == Event::Kind::note || event.kind == Event::Kind::warning) text += event.subject + "\n";
    }
  };
  std::shared_ptr<Sink> m_sink = std::make_shared<Sink>();

 public:
  Reporter reporter{m_sink};
  const std::string& text() const { return m_sink->text; }
};

}  // namespace rpmworks::test
