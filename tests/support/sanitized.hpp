// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace rpmworks::test {

/// Whether a sanitizer is compiled in, which needs many times the program's memory and address space.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool k_is_sanitized = true;
#else
inline constexpr bool k_is_sanitized = false;
#endif

}  // namespace rpmworks::test
