// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/stage.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

#include "core/error.hpp"

// The linked program's bytes. No file to be found at run time, so no other file can be put in its place.
asm(R"(
  .section .rodata
  .balign 16
rpmworks_stage_begin:
  .incbin ")" RPMWORKS_STAGE_PROGRAM R"("
rpmworks_stage_end:
  .byte 0
  .previous
)");

extern "C" {
extern const char rpmworks_stage_begin[] __attribute__((visibility("hidden")));
extern const char rpmworks_stage_end[] __attribute__((visibility("hidden")));
}

namespace rpmworks::sandbox {

namespace {

FileDescriptor make_program() {
  FileDescriptor fd(::memfd_create("rpmworks-stage", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd) throw system_error("make", "a file in memory");
  std::string_view bytes(rpmworks_stage_begin,
                         static_cast<size_t>(rpmworks_stage_end - rpmworks_stage_begin));
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
