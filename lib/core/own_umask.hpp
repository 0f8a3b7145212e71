// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <functional>

namespace rpmworks {

/// Proves that the current thread has a umask of its own. Only with_own_umask makes this object.
class OwnUmask {
 public:
  void set(mode_t mask) const;

 private:
  OwnUmask() = default;
  friend void with_own_umask(const std::function<void(const OwnUmask&)>& work);
};

/// Runs `work` in a new thread (start_thread) that has its own umask and current folder, and waits for it.
/// For code that sets the umask, as libarchive does. Both start with the caller's values; threads and
/// programs that `work` starts inherit them. Rethrows exceptions of `work`.
void with_own_umask(const std::function<void(const OwnUmask&)>& work);

}  // namespace rpmworks
