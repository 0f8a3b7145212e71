// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/thread_count.hpp"

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>

namespace {

std::atomic<unsigned> g_started{0};

}  // namespace

// The program's function takes precedence over the C library's, also for shared libraries.
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*work)(void*),
                              void* argument) {
  static const auto real = reinterpret_cast<decltype(&pthread_create)>(::dlsym(RTLD_NEXT, "pthread_create"));
  ++g_started;
  return real(thread, attributes, work, argument);
}

unsigned rpmworks::test::threads_started(const std::function<void()>& work) {
  const unsigned before = g_started;
  work();
  return g_started - before;
}
