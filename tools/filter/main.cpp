// SPDX-License-Identifier: GPL-3.0-or-later
//
//   rpmworks_filter FILE: writes the system call filter of every sandbox in the kernel's format (classic BPF,
//   seccomp(2)), for the architecture that rpmworks is built for and its 32-bit programs.
//
// The filter allows everything except calls that lead out of a sandbox or to parts of the kernel that no
// build needs. A refused call returns what programs know from kernels without the call (ENOSYS) or from
// containers (EPERM), so they continue without it: glibc makes threads with clone, Go and libuv poll without
// io_uring, test suites skip tests.
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

void check(int result, const char* what) {
  if (result >= 0) return;
  std::fprintf(stderr, "rpmworks_filter: %s: %s\n", what, std::strerror(-result));
  std::exit(1);
}

void refuse(scmp_filter_ctx filter, int error, int call) {
  // A call that the other architecture lacks is skipped there.
  check(seccomp_rule_add(filter, SCMP_ACT_ERRNO(static_cast<std::uint16_t>(error)), call, 0),
        "adding a call");
}

// Keyrings belong to the user and to the session, not to the sandbox: a program could read the caller's
// secrets, and a build could leave messages for another one.
void refuse_keyrings(scmp_filter_ctx filter) {
  for (const int call : {SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(keyctl)})
    refuse(filter, EPERM, call);
}

// In a new user namespace a program has every capability: it could mount the file systems of control groups
// and reach parts of the kernel that are for administrators. clone3 takes its flags in memory, where a filter
// cannot read them.
void refuse_user_namespaces(scmp_filter_ctx filter) {
#if defined(__s390__) || defined(__s390x__)
  const unsigned flags_of_clone = 1;
#else
  const unsigned flags_of_clone = 0;
#endif
  const auto with_flag = [](unsigned argument) {
    return scmp_arg_cmp{argument, SCMP_CMP_MASKED_EQ, CLONE_NEWUSER, CLONE_NEWUSER};
  };
  const scmp_arg_cmp of_clone = with_flag(flags_of_clone);
  const scmp_arg_cmp of_unshare = with_flag(0);
  check(seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, &of_clone), "adding clone");
  check(seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(unshare), 1, &of_unshare),
        "adding unshare");
  refuse(filter, ENOSYS, SCMP_SYS(clone3));
}

// Parts of the kernel that any user may call, that had most of its known vulnerabilities, and that no build
// needs.
void refuse_risky_parts(scmp_filter_ctx filter) {
  for (const int call : {SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register),
                         SCMP_SYS(userfaultfd), SCMP_SYS(uselib)})
    refuse(filter, ENOSYS, call);
  for (const int call :
       {SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load)})
    refuse(filter, EPERM, call);
}

// A network namespace does not confine every kind of socket: AF_VSOCK reaches the host of a virtual machine,
// and requesting a rare kind makes the kernel load a module.
void refuse_sockets(scmp_filter_ctx filter) {
  constexpr std::array<int, 6> k_allowed = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_ALG};
  constexpr int k_last = AF_ALG;
  const auto refuse_one = [&](scmp_compare how, int family) {
    const scmp_arg_cmp compare{0, how, static_cast<scmp_datum_t>(family), 0};
    check(seccomp_rule_add_exact_array(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1, &compare),
          "adding socket");
  };
  for (int family = 1; family < k_last; ++family)
    if (std::find(k_allowed.begin(), k_allowed.end(), family) == k_allowed.end())
      refuse_one(SCMP_CMP_EQ, family);
  refuse_one(SCMP_CMP_GT, k_last);
}

scmp_filter_ctx make(std::uint32_t architecture) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (!filter) check(-ENOMEM, "making a filter");
  if (architecture != seccomp_arch_native()) {
    check(seccomp_arch_add(filter, architecture), "adding an architecture");
    check(seccomp_arch_remove(filter, seccomp_arch_native()), "leaving out an architecture");
  }
  // Calls of other architectures, such as x32.
  check(seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS)), "setting the answer");
  refuse_keyrings(filter);
  refuse_user_namespaces(filter);
  refuse_risky_parts(filter);
  return filter;
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return 2;
  scmp_filter_ctx filter = make(seccomp_arch_native());
  refuse_sockets(filter);
  // 32-bit programs can also create sockets with socketcall, whose arguments a filter cannot read. So their
  // sockets are not filtered.
#if defined(__x86_64__)
  check(seccomp_merge(filter, make(SCMP_ARCH_X86)), "merging filters");
#elif defined(__aarch64__)
  check(seccomp_merge(filter, make(SCMP_ARCH_ARM)), "merging filters");
#endif
  // Binary search.
  check(seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2), "sorting");
  const int fd = ::open(words[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) check(-errno, words[1]);
  check(seccomp_export_bpf(filter, fd), "writing the filter");
  return ::close(fd) == 0 ? 0 : 1;
}
