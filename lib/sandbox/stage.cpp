// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/stage.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

#include "core/embedded.hpp"
#include "core/error.hpp"

RPMWORKS_EMBED(rpmworks_stage, RPMWORKS_STAGE_PROGRAM)

namespace rpmworks::sandbox {

namespace {

FileDescriptor make_program() {
  FileDescriptor fd(::memfd_create("rpmworks-stage", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd) throw system_error("make", "a file in memory");
  std::string_view bytes = RPMWORKS_EMBEDDED(rpmworks_stage);
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd.get(), bytes.data(), bytes.size());
    if (wrote <= 0) throw system_error("write", "a file in memory");
    bytes.remove_prefix(static_cast<size_t>(wrote));
  }
  if (::fchmod(fd.get(), 0555) != 0 ||
      ::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
    throw system_error("seal", "a file in memory");
  return fd;
}

}  // namespace

int stage_program_fd() {
  static const FileDescriptor fd = make_program();
  return fd.get();
}

}  // namespace rpmworks::sandbox
