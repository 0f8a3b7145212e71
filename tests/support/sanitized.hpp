// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace rpmworks::test {

/// Whether a sanitizer is compiled in: its own memory and address space are many times the program's.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool k_is_sanitized = true;
#else
inline constexpr bool k_is_sanitized = false;
#endif

}  // namespace rpmworks::test
