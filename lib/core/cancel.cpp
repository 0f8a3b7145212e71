// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cancel.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "core/error.hpp"
#include "core/files.hpp"

namespace rpmworks {

namespace {

static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets one");

// Points into a Scope of this thread.
thread_local const Cancellation* t_cancellation = nullptr;

}  // namespace

struct Cancellation::Request {
  std::atomic<bool> is_made{false};
  FileDescriptor event{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

Cancellation::Cancellation() : m_request(std::make_shared<Request>()) {
  if (!m_request->event) throw system_error("make", "an event descriptor");
}

void Cancellation::request() const noexcept {
  const int before = errno;  // a signal handler must not change the errno of the code that it interrupted
  m_request->is_made = true;
  const uint64_t one = 1;
  // write fails only after 2^64 - 2 requests, and then the descriptor is already readable.
  (void)!::write(m_request->event.get(), &one, sizeof one);
  errno = before;
}

bool Cancellation::requested() const noexcept {
  return m_request->is_made;
}

int Cancellation::descriptor() const noexcept {
  return m_request->event.get();
}

std::optional<Cancellation> Cancellation::current() {
  if (!t_cancellation) return std::nullopt;
  return *t_cancellation;
}

Cancellation::Scope::Scope(std::optional<Cancellation> cancellation)
    : m_own(std::move(cancellation)), m_before(std::exchange(t_cancellation, m_own ? &*m_own : nullptr)) {}

Cancellation::Scope::~Scope() {
  t_cancellation = m_before;
}

bool cancelled() {
  return t_cancellation && t_cancellation->requested();
}

void throw_if_cancelled() {
  if (cancelled()) throw Error(ExitCode::interrupted, "interrupted");
}

int cancel_fd() {
  return t_cancellation ? t_cancellation->descriptor() : -1;
}

}  // namespace rpmworks
