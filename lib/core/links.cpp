// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/links.hpp"

#include <cerrno>

#include "core/error.hpp"

namespace rpmworks {

fs::path end_of_links(fs::path to) {
  constexpr int k_longest_chain = 40;  // the kernel's limit
  for (int i = 0; i < k_longest_chain; ++i) {
    std::error_code unseen;  // the caller's write reports the error
    const fs::path target = fs::read_symlink(to, unseen);
    if (unseen) return to;
    to = to.parent_path() / target;
  }
  errno = ELOOP;
  throw system_error("write", to.string());
}

}  // namespace rpmworks
