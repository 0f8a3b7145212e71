// SPDX-License-Identifier: GPL-3.0-or-later
// Attacks of a hostile program against the kernel from inside of each kind of sandbox.
#include <doctest/doctest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "process/process.hpp"
#include "sandbox/chroot.hpp"
#include "sandbox/filter.hpp"
#include "sandbox/sandbox.hpp"
#include "support/skip.hpp"

using namespace rpmworks;
using sandbox::Sandbox;
using sandbox::User;

namespace {

// errno of a call, 0 if it succeeds; `call` is a Python expression.
constexpr const char* k_prelude = R"(
import ctypes, errno, os, platform, sys
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *words):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *[w if isinstance(w, bytes) else ctypes.c_long(w) for w in words])
    return 0 if result >= 0 else ctypes.get_errno()
def told(name, error):
    print(name, errno.errorcode.get(error, error))
x86 = platform.machine() == 'x86_64'
)";

// Numbers of calls above 424 are the same on all architectures; the others are those of x86-64 or AArch64.
constexpr const char* k_attacks = R"(
told('keyctl', call(250 if x86 else 219, 0, -4, 0))
told('add_key', call(248 if x86 else 217, b'user', b'name', b'secret', 6, -4))
told('request_key', call(249 if x86 else 218, b'user', b'rpmworks-test', 0, 0))
told('io_uring_setup', call(425, 8, ctypes.addressof(ctypes.create_string_buffer(120))))
told('userfaultfd', call(323 if x86 else 282, 1))
told('clone3', call(435, ctypes.addressof(ctypes.create_string_buffer(88)), 88))
told('bpf', call(321 if x86 else 280, 0, 0, 0))
told('perf_event_open', call(298 if x86 else 241, ctypes.addressof(ctypes.create_string_buffer(128)), 0, -1, -1, 0))
told('unshare', call(272 if x86 else 97, 0x10000000))
told('unshare of more', call(272 if x86 else 97, 0x10000000 | 0x00020000 | 0x02000000))
told('clone', call(56 if x86 else 220, 0x10000000 | 17, 0, 0, 0, 0))
import socket
for family in (40, 31, 21, 9, 5):
    try:
        socket.socket(family, socket.SOCK_DGRAM)
        told('socket %d' % family, 0)
    except OSError as error:
        told('socket %d' % family, error.errno)
told('socket with more bits', call(41 if x86 else 198, (1 << 32) | 40, 1, 0))
)";

constexpr const char* k_answers =
    "keyctl EPERM\nadd_key EPERM\nrequest_key EPERM\nio_uring_setup ENOSYS\nuserfaultfd ENOSYS\nclone3 "
    "ENOSYS\n"
    "bpf EPERM\nperf_event_open EPERM\nunshare EPERM\nunshare of more EPERM\nclone EPERM\n"
    "socket 40 EAFNOSUPPORT\nsocket 31 EAFNOSUPPORT\nsocket 21 EAFNOSUPPORT\nsocket 9 EAFNOSUPPORT\n"
    "socket 5 EAFNOSUPPORT\nsocket with more bits EAFNOSUPPORT\n";

// Calls of ordinary builds.
constexpr const char* k_everyday = R"(
import multiprocessing, socket, subprocess, threading
done = []
thread = threading.Thread(target=lambda: done.append('thread'))
thread.start(); thread.join()
with multiprocessing.get_context('fork').Pool(2) as pool:
    done.append(sum(pool.map(abs, [-1, -2])))
one, other = socket.socketpair()
one.send(b'x')
done.append(other.recv(1).decode())
server = socket.create_server(('127.0.0.1', 0))
socket.create_connection(server.getsockname()).close()
socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).close()
done.append(subprocess.run(['/bin/sh', '-c', 'echo sh'], capture_output=True, text=True).stdout.strip())
child = os.fork()
if child == 0:
    os._exit(0 if libc.ptrace(0, 0, 0, 0) == 0 else 1)  # PTRACE_TRACEME, as gdb and strace have their programs do
done.append(os.waitpid(child, 0)[1])
done.append(call(272 if x86 else 97, 0x200))  # CLONE_FS: no namespace
print(*done)
)";

// keyctl(KEYCTL_GET_KEYRING_ID) through the calls of i386 and x32, from a 64-bit program.
constexpr const char* k_other_calls = R"(
told('x32', call(0x40000000 | 250, 0, -4, 0))
import mmap
sys.stdout.flush()
child = os.fork()
if child == 0:
    # push rbx; mov eax, 288; xor ebx, ebx; mov ecx, -4; xor edx, edx; int 0x80; pop rbx; ret
    code = bytes.fromhex('53' 'b820010000' '31db' 'b9fcffffff' '31d2' 'cd80' '5b' 'c3')
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    result = ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    told('i386', -result if result < 0 else 0)
    sys.stdout.flush()
    os._exit(0)
if os.waitpid(child, 0)[1] != 0:
    print('i386 EPERM')  # a kernel without such programs ends them
)";

struct Kind {
  std::string name;
  std::function<ProcessResult(const std::string&)> python;
};

bool has_python() {
  if (fs::exists("/usr/bin/python3")) return true;
  test::skip("there is no /usr/bin/python3");
  return false;
}

// Runs Python in a sandbox of each kind.
void in_each_kind(const std::function<void(const Kind&)>& look) {
  const auto argv = [](const std::string& script) {
    return std::vector<std::string>{"/usr/bin/python3", "-c", k_prelude + script};
  };
  look({"host's /usr", [&](const std::string& script) { return sandbox::run({}, {.argv = argv(script)}); }});
  for (const User user : {User::root, User::builder}) {
    const TempDir folder(fs::temp_directory_path(), "rpmworks-sandbox-");
    Sandbox box;
    for (const char* const name : {"lower", "upper", "work"}) make_folders(folder.path() / name);
    try {
      if (sandbox::require_sandboxes(folder.path() / "work").layering != sandbox::Layering::kernel) return;
    } catch (const Error& error) {
      return test::skip(error.render());
    }
    box.overlay =
        sandbox::Overlay{{folder.path() / "lower"}, folder.path() / "upper", folder.path() / "work"};
    for (const char* const name : {"/usr", "/bin", "/lib", "/lib64"})
      if (fs::exists(name)) box.binds.push_back({name, name, false});
    box.user = user;
    look({user == User::root ? "root of a chroot" : "builder",
          [&](const std::string& script) { return sandbox::run(box, {.argv = argv(script)}); }});
    sandbox::remove_build_tree(folder.path());
  }
}

}  // namespace

TEST_CASE("keyrings, user namespaces and risky parts of the kernel cannot be reached") {
  if (!has_python()) return;
  in_each_kind([](const Kind& kind) {
    CAPTURE(kind.name);
    const auto result = kind.python(k_attacks);
    CHECK(result.err == "");
    CHECK(result.out == k_answers);
  });
}

TEST_CASE("nor through the calls of other architectures") {
#if defined(__x86_64__)
  if (!has_python()) return;
  in_each_kind([](const Kind& kind) {
    CAPTURE(kind.name);
    CHECK(kind.python(k_other_calls).out == "x32 ENOSYS\ni386 EPERM\n");
  });
#endif
}

TEST_CASE("ordinary calls of builds are allowed") {
  if (!has_python()) return;
  in_each_kind([](const Kind& kind) {
    CAPTURE(kind.name);
    const auto result = kind.python(k_everyday);
    CHECK(result.err == "");
    CHECK(result.out == "thread 3 x sh 0 0\n");
  });
}

TEST_CASE("neither file systems of control groups nor any others can be mounted") {
  in_each_kind([](const Kind& kind) {
    CAPTURE(kind.name);
    for (const char* const options : {"-Urm --cgroup", "-Ur", "-rm", "-Urmpf"}) {
      const auto result =
          kind.python(std::string("sys.exit(os.waitstatus_to_exitcode(os.system('unshare ") + options +
                      " sh -c \"mkdir -p /tmp/c && mount -t cgroup2 none /tmp/c && echo mounted\"')))");
      CHECK_FALSE(result.ok());
      CHECK(result.out == "");
    }
  });
}

TEST_CASE("the names of the caller's keys are hidden") {
  if (!fs::exists("/proc/keys")) return test::skip("this kernel has no keyrings");
  in_each_kind([](const Kind& kind) {
    CAPTURE(kind.name);
    for (const char* const list : {"/proc/keys", "/proc/key-users"})
      CHECK(kind.python(std::string("print(open('") + list + "').read())").out == "");
  });
}

TEST_CASE("a sandbox has its own session keyring, whatever its filter") {
  constexpr long k_session = -3;
  constexpr long k_join = 1;
  constexpr long k_search = 10;
  if (!has_python()) return;
  // The keyring of this test only.
  if (::syscall(SYS_keyctl, k_join, nullptr) < 0) return test::skip("there are no keyrings here");
  REQUIRE(::syscall(SYS_add_key, "user", "rpmworks-test", "secret", 6, k_session) >= 0);
  REQUIRE(::syscall(SYS_keyctl, k_search, k_session, "user", "rpmworks-test", 0) >= 0);
  const std::string script =
      std::string(k_prelude) +
      "told('search', call(250 if x86 else 219, 10, -3, b'user', b'rpmworks-test', 0))";
  const std::vector<std::string> argv = {"python3", "-c", script};
  CHECK(rpmworks::run({.argv = argv}).out == "search 0\n");
  // The program around every sandbox, without bubblewrap and therefore without the filter.
  CHECK(rpmworks::run(sandbox::root_command(argv)).out == "search ENOKEY\n");
}

TEST_CASE("the filter is a complete program for the kernel, with eight bytes per instruction") {
  CHECK(sandbox::call_filter().size() % 8 == 0);
  CHECK(sandbox::call_filter().size() > 40);
}
