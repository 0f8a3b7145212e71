// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cancel.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>

#include "core/error.hpp"

namespace rpmworks {

namespace {

std::atomic<bool> g_cancelled{false};
std::atomic<int> g_event{-1};

void announce() {
  g_cancelled = true;
  const uint64_t one = 1;
  // Nothing can be done in a signal handler when the write fails, and the flag is set all the same.
  if (g_event >= 0 && ::write(g_event, &one, sizeof one) < 0) return;
}

extern "C" void on_signal(int) {
  announce();
}

}  // namespace

void catch_interrupts() {
  if (g_event < 0) g_event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
  action.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &action, nullptr);
}

bool cancelled() {
  return g_cancelled;
}

void throw_if_cancelled() {
  if (g_cancelled) throw Error(ExitCode::interrupted, "interrupted");
}

void request_cancel() {
  announce();
}

int cancel_fd() {
  return g_event;
}

}  // namespace rpmworks
