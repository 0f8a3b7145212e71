// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/process/allocations.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

bool g_are_forbidden = false;

}  // namespace

void rpmworks::test::forbid_allocations() {
  g_are_forbidden = true;
}

// Replaces the standard library's functions in the whole program.
void* operator new(std::size_t size) {
  if (g_are_forbidden) ::_exit(99);
  if (void* const memory = std::malloc(std::max<std::size_t>(size, 1))) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
