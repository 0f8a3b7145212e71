// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events.hpp"

#include <exception>
#include <utility>

#include "core/secrets.hpp"

namespace rpmworks {

namespace {

thread_local const Activity* t_current = nullptr;

}  // namespace

Reporter& Reporter::silent() {
  static Reporter reporter(nullptr);
  return reporter;
}

void Reporter::emit(const Event& event) {
  const std::lock_guard guard(m_mutex);
  if (!m_sink) return;
  // Events end up in CI logs, so secrets are removed.
  if (!has_secrets(event.subject) && !has_secrets(event.result)) return m_sink->on_event(event);
  Event shown = event;
  shown.subject = redacted(event.subject);
  shown.result = redacted(event.result);
  m_sink->on_event(shown);
}

void Reporter::tell(Event::Kind kind, const std::string& text) {
  emit({.kind = kind, .parent = Activity::current_id(*this), .subject = text});
}

void Reporter::phase(const std::string& name) {
  const Activity* activity = Activity::current_of(*this);
  if (!activity) return;
  Event event = activity->event(Event::Kind::phase);
  event.result = name;
  emit(event);
}

uint64_t Reporter::next_id() {
  const std::lock_guard guard(m_mutex);
  return ++m_last_id;
}

const Activity* Activity::current() {
  return t_current;
}

const Activity* Activity::current_of(const Reporter& reporter) {
  const Activity* activity = t_current;
  while (activity && &activity->m_reporter != &reporter) activity = activity->m_around;
  return activity;
}

uint64_t Activity::current_id(const Reporter& reporter) {
  const Activity* activity = current_of(reporter);
  return activity ? activity->m_id : 0;
}

Activity::Under::Under(const Activity* around) : m_before(std::exchange(t_current, around)) {}

Activity::Under::~Under() {
  t_current = m_before;
}

Activity::Activity(Reporter& reporter, std::string verb, std::string subject, uint64_t total, Size size)
    : m_reporter(reporter),
      m_around(t_current),
      m_id(reporter.next_id()),
      m_parent(current_id(reporter)),
      m_verb(std::move(verb)),
      m_subject(std::move(subject)),
      m_total(total),
      m_size(size),
      m_exceptions(std::uncaught_exceptions()) {
  m_reporter.emit(event(Event::Kind::begin));
  t_current = this;
}

Activity::~Activity() {
  t_current = m_around;
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

void Activity::received(uint64_t bytes) {
  constexpr auto k_interval = std::chrono::milliseconds(200);
  Event progress;
  {
    const std::lock_guard guard(m_mutex);
    m_bytes = bytes;
    if (elapsed() - m_told < k_interval) return;
    m_told = elapsed();
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
          .bytes = m_bytes,
          .total_bytes = m_total_bytes,
          .elapsed = elapsed(),
          .result = m_result,
          .is_step = m_size == Size::step};
}

}  // namespace rpmworks
