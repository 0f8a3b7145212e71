// SPDX-License-Identifier: GPL-3.0-or-later
#include "signals/signals.hpp"

#include <csignal>

namespace rpmworks::signals {

namespace {

// Never destroyed: a signal may come while the process ends.
const Cancellation* g_cancellation = nullptr;

extern "C" void on_signal(int) {
  g_cancellation->request();
}

}  // namespace

Cancellation catch_interrupts() {
  g_cancellation = new Cancellation;
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
  action.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &action, nullptr);
  // The process that started this one may have made it ignore SIGCHLD: then exit codes of children are lost.
  action.sa_handler = SIG_DFL;
  ::sigaction(SIGCHLD, &action, nullptr);
  return *g_cancellation;
}

}  // namespace rpmworks::signals
