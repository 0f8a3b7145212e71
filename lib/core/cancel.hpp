// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

namespace rpmworks {

/// A request to end, as a value: copies share it, other Cancellations of the same process know nothing of it.
///
/// A run makes one, puts itself under it (`Cancellation::Scope`) and hands a copy to whatever may ask for the
/// end: a signal handler, a button, a test. The run's threads are under it too, if start_thread or
/// parallel_for started them.
class Cancellation {
 public:
  /// One that nobody has requested yet. Takes a descriptor; throws Error where there is none left.
  Cancellation();
  // Moving copies, so that none is ever empty.
  Cancellation(const Cancellation&) = default;
  Cancellation& operator=(const Cancellation&) = default;

  /// Asks for an orderly end. It cannot be taken back. Any thread; safe in a signal handler.
  void request() const noexcept;
  bool requested() const noexcept;
  /// Becomes readable at the request, and stays so: to be polled beside others, never read.
  int descriptor() const noexcept;

  /// That of the current thread, if it is under one.
  static std::optional<Cancellation> current();

  class Scope;

 private:
  struct Request;
  std::shared_ptr<Request> m_request;
};

/// The current thread is under `cancellation` until the end of the scope; without a value under none.
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

/// Whether the end of the current thread's work is requested. Never where it is under no Cancellation.
bool cancelled();

/// Throws Error(ExitCode::interrupted) when it is. Long loops call it between steps.
void throw_if_cancelled();

/// The descriptor of the current thread's Cancellation; -1, which poll passes over, where it is under none.
int cancel_fd();

}  // namespace rpmworks
