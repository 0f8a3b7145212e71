// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

namespace rpmworks {

/// A request to cancel a run, passed as a value. Copies share the request; Cancellations that were made
/// separately are independent.
///
/// A run makes a Cancellation, makes it current (`Cancellation::Scope`) and passes a copy to whatever may
/// cancel the run: a signal handler, a button, a test. Threads that start_thread or parallel_for start
/// inherit the current Cancellation.
class Cancellation {
 public:
  /// Makes a Cancellation without a request. Uses one file descriptor; throws Error if none is left.
  Cancellation();
  // A move copies, so that no Cancellation is ever empty.
  Cancellation(const Cancellation&) = default;
  Cancellation& operator=(const Cancellation&) = default;

  /// Requests an orderly end. The request cannot be withdrawn. May be called from any thread and from a
  /// signal handler.
  void request() const noexcept;
  bool requested() const noexcept;
  /// A descriptor that becomes readable when the request is made, and stays readable. Poll it; do not read
  /// from it.
  int descriptor() const noexcept;

  /// The Cancellation of the current thread, if the thread has one.
  static std::optional<Cancellation> current();

  class Scope;

 private:
  struct Request;
  std::shared_ptr<Request> m_request;
};

/// Makes `cancellation` current in this thread until the end of the scope. Without a value, the thread has no
/// Cancellation during the scope.
class Cancellation::Scope {
 public:
  explicit Scope(std::optional<Cancellation> cancellation);
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  std::optional<Cancellation> m_own;
  const Cancellation* m_before;
};

/// Whether cancelling the current thread's work was requested. False if the thread has no Cancellation.
bool cancelled();

/// Throws Error(ExitCode::interrupted) if cancelled(). Long loops call this function between steps.
void throw_if_cancelled();

/// The descriptor of the current thread's Cancellation. If the thread has none: -1, which poll ignores.
int cancel_fd();

}  // namespace rpmworks
