// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

/// A file's bytes as they were when this program was compiled: no file to be found at run time, so no other
/// can be put in its place. `RPMWORKS_EMBED(NAME, "FILE")` stands once, outside of all namespaces, in the
/// .cpp that `RPMWORKS_EMBEDDED(NAME)` then gives the bytes to; NAME is unique in the program.
#define RPMWORKS_EMBED(name, file)                                        \
  asm(".section .rodata\n"                                                \
      ".balign 16\n" #name                                                \
      "_begin:\n"                                                         \
      ".incbin \"" file "\"\n" #name                                      \
      "_end:\n"                                                           \
      ".byte 0\n"                                                         \
      ".previous\n");                                                     \
  extern "C" {                                                            \
  extern const char name##_begin[] __attribute__((visibility("hidden"))); \
  extern const char name##_end[] __attribute__((visibility("hidden")));   \
  }

#define RPMWORKS_EMBEDDED(name) \
  std::string_view(name##_begin, static_cast<std::size_t>(name##_end - name##_begin))
