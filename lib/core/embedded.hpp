// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

/// Embeds a file's bytes into the program when it is compiled. Nothing is read at run time, so nobody can
/// replace the file. Write `RPMWORKS_EMBED(NAME, "FILE")` once, outside of all namespaces, in the .cpp file
/// that uses the bytes; `RPMWORKS_EMBEDDED(NAME)` in that file returns them. NAME must be unique in the
/// program.
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
