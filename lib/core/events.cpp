// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events.hpp"

#include <exception>

namespace rpmworks {

Reporter& Reporter::silent() {
  static Reporter reporter(nullptr);
  return reporter;
}

void Reporter::emit(const Event& event) {
  const std::lock_guard guard(m_mutex);
  if (m_sink) m_sink->on_event(event);
}

uint64_t Reporter::next_id() {
  const std::lock_guard guard(m_mutex);
  return ++m_last_id;
}

Activity::Activity(Reporter& reporter, std::string verb, std::string subject, uint64_t total,
                   const Activity* parent)
    : m_reporter(reporter),
      m_id(reporter.next_id()),
      m_parent(parent ? parent->m_id : 0),
      m_verb(std::move(verb)),
      m_subject(std::move(subject)),
      m_total(total),
      m_exceptions(std::uncaught_exceptions()) {
  m_reporter.emit(event(Event::Kind::begin));
}

Activity::~Activity() {
  const bool failed = std::uncaught_exceptions() > m_exceptions;
  m_reporter.emit(event(failed ? Event::Kind::fail : Event::Kind::end));
}

void Activity::step(uint64_t count) {
  Event progress;
  {
    const std::lock_guard guard(m_mutex);
    m_done += count;
    progress = event(Event::Kind::progress);
  }
  m_reporter.emit(progress);
}

Event Activity::event(Event::Kind kind) const {
  return {.kind = kind,
          .id = m_id,
          .parent = m_parent,
          .verb = m_verb,
          .subject = m_subject,
          .done = m_done,
          .total = m_total,
          .elapsed = elapsed(),
          .result = m_result};
}

}  // namespace rpmworks
