// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <functional>

namespace rpmworks {

/// Says that the current thread has a umask of its own. Only with_own_umask makes one.
class OwnUmask {
 public:
  void set(mode_t mask) const;

 private:
  OwnUmask() = default;
  friend void with_own_umask(const std::function<void(const OwnUmask&)>& work);
};

/// Runs `work` in a thread (start_thread) whose umask and current folder the rest of the process does not
/// share, and waits for it: for code that sets the umask, as libarchive does. At first they are the caller's.
/// Threads and programs that `work` starts have the same. An exception of `work` is thrown here.
void with_own_umask(const std::function<void(const OwnUmask&)>& work);

}  // namespace rpmworks
