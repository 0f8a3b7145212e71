// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/own_umask.hpp"

#include <sched.h>
#include <sys/stat.h>

#include <exception>

#include "core/error.hpp"
#include "core/threads.hpp"

namespace rpmworks {

void OwnUmask::set(mode_t mask) const {
  ::umask(mask);
}

void with_own_umask(const std::function<void(const OwnUmask&)>& work) {
  std::exception_ptr failure;
  start_thread([&] {
    try {
      // On Linux, threads share umask, root and current folder only until they call unshare.
      if (::unshare(CLONE_FS) != 0)
        throw system_error("stop sharing", "the umask of the process")
            .hint("let the container call unshare(2), which sandboxes need too");
      work(OwnUmask());
    } catch (...) {
      failure = std::current_exception();
    }
  }).join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace rpmworks
