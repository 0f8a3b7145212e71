// SPDX-License-Identifier: GPL-3.0-or-later
#include <mutex>

#include "core/error.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::sandbox {

namespace {

std::mutex g_mutex;
fs::path g_helper;

}  // namespace

fs::path helper_program() {
  const std::lock_guard guard(g_mutex);
  if (!g_helper.empty()) return g_helper;
  std::error_code failure;
  const fs::path self = fs::read_symlink("/proc/self/exe", failure);
  if (failure)
    throw Error(ExitCode::failed, "cannot find this program's own file: /proc/self/exe " + failure.message())
        .hint("mount /proc");
  return self;
}

void set_helper_program(const fs::path& program) {
  const std::lock_guard guard(g_mutex);
  g_helper = program;
}

}  // namespace rpmworks::sandbox
