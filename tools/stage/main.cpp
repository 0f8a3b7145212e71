// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program around and inside every sandbox. It is linked statically and embedded in rpmworks: it starts in
// well under a millisecond, and runs in any root with any libc.
//
//   stage outer [--parent PID] [--umask N] [--processors N] [--limit WHAT N]… [--map ID-ARGUMENTS… --]
//               [--tmpfs OPTIONS FOLDER UPPER WORK] [--overlay OPTIONS MOUNTPOINT WORK]
//               [--fuse FUSE-OVERLAYFS OPTIONS MOUNTPOINT] [--self FD | --close FD] -- PROGRAM…
//       before bubblewrap: ends with its parent; leaves the caller's session keyring; sets umask, processors
//       and limits; enters a user namespace with subordinate ids; mounts the overlay in its own mount
//       namespace, with the kernel or with fuse-overlayfs, its upper layer in memory if requested; passes its
//       own executable as a descriptor. With a parent, it then stays as a guard, which ends the whole process
//       group when the parent dies, and fuse-overlayfs when the program has ended. Exits with 124 if the
//       layers cannot be mounted.
//   stage watch PARENT FD -- PROGRAM…
//       around a program outside of sandboxes: ignores INT and TERM, which the program handles itself; when
//       the parent dies, sends the program's process group TERM and, 10 s later, KILL. FD is its own
//       executable and is closed.
//   stage enter UID GID TASKS -- PROGRAM…
//       after bubblewrap: becomes an unprivileged user permanently, with at most TASKS processes (0: any).
//
// No exceptions and no containers: there is nothing to clean up between the namespaces except by exiting.
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <initializer_list>

namespace {

constexpr int k_layers_refused = 124;
constexpr int k_not_started = 125;

[[noreturn]] void die(const char* what, const char* subject, int exit_code = k_not_started) {
  std::fprintf(stderr, "sandbox: %s %s: %s\n", what, subject, std::strerror(errno));
  std::exit(exit_code);
}

[[noreturn]] void die_of_usage() {
  std::fputs("sandbox: wrong arguments\n", stderr);
  std::exit(k_not_started);
}

bool is(const char* word, const char* other) {
  return word && std::strcmp(word, other) == 0;
}

unsigned long long number(const char* text) {
  char* end = nullptr;
  errno = 0;
  const unsigned long long value = text ? std::strtoull(text, &end, 10) : 0;
  if (!text || errno != 0 || end == text || *end != '\0') die_of_usage();
  return value;
}

// The kernel resets this setting whenever the ids change, so it is set again after each change.
void die_with(pid_t parent) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) die("set", "the parent's death signal");
  if (parent != 0 && ::getppid() != parent) std::exit(k_not_started);
}

void set_limit(const char* what, unsigned long long value) {
  const int resource = is(what, "as")      ? RLIMIT_AS
                       : is(what, "fsize") ? RLIMIT_FSIZE
                       : is(what, "cpu")   ? RLIMIT_CPU
                       : is(what, "core")  ? RLIMIT_CORE
                       : is(what, "tasks") ? RLIMIT_NPROC
                                           : -1;
  if (resource < 0) die_of_usage();
  const rlimit limit{value, value};
  if (::setrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) die("set the limit", what);
}

// Keeps only the first N of the processors that this process may use.
void keep_processors(unsigned long long count) {
  cpu_set_t mine;
  if (::sched_getaffinity(0, sizeof mine, &mine) != 0)
    return;  // more processors than the set can hold: keep all
  for (size_t i = 0; i < CPU_SETSIZE; ++i) {
    if (!CPU_ISSET(i, &mine)) continue;
    if (count == 0) CPU_CLR(i, &mine);
    if (count > 0) --count;
  }
  if (::sched_setaffinity(0, sizeof mine, &mine) != 0) die("choose", "processors");
}

void run_and_wait(char** arguments) {
  const pid_t child = ::fork();
  if (child < 0) die("fork", "");
  if (child == 0) {
    ::execv(arguments[0], arguments);
    die("run", arguments[0]);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    std::exit(k_not_started);  // the program has printed the reason
}

void end_group(int) {
  ::kill(0, SIGKILL);
}

// Ends like the program, so that the caller does not notice the guard.
[[noreturn]] void end_like(int status) {
  if (!WIFSIGNALED(status)) std::exit(WEXITSTATUS(status));
  ::signal(WTERMSIG(status), SIG_DFL);
  ::raise(WTERMSIG(status));
  std::exit(128 + WTERMSIG(status));
}

// Every written file is closed at this point, and the kernel has passed on all of its content: fuse-overlayfs
// has nothing left to do.
void end_fuse(pid_t fuse) {
  ::kill(fuse, SIGKILL);
  while (::waitpid(fuse, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// Moves this process to the group of another process that waits, and ends that one later: for a parent whose
// group this process cannot see, because it lies outside of the process namespace (getpgid gives 0).
pid_t move_to_new_group() {
  const pid_t self = ::getpid();
  const pid_t other = ::fork();
  if (other < 0) end_group(0);
  if (other == 0) {
    die_with(self);
    while (true) ::pause();
  }
  if (::setpgid(other, other) != 0 || ::setpgid(0, other) != 0) end_group(0);
  return other;
}

// Ends all processes of the group except this one, which moves to the parent's group. If the parent is gone,
// this process ends with the others.
void end_rest_of_group(pid_t parent) {
  const pid_t group = ::getpgrp();
  const pid_t of_parent = ::getpgid(parent);
  if (of_parent < 0 || (of_parent > 0 && ::setpgid(0, of_parent) != 0)) end_group(0);
  const pid_t waiting = of_parent > 0 ? 0 : move_to_new_group();
  ::kill(-group, SIGKILL);
  if (waiting == 0) return;
  ::kill(waiting, SIGKILL);
  while (::waitpid(waiting, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// bubblewrap binds the lifetime of its child to its own only some moments after creating it. If bubblewrap
// ends in between, the child would wait forever. That happens when the parent dies, and also just before: a
// process closes its files before its children get the signal, so bubblewrap, which writes to the parent, can
// die of SIGPIPE first. During that time the child is still in this process's group, and the guard ends the
// whole group.
[[noreturn]] void guard(pid_t parent, pid_t fuse, char** arguments) {
  if (::getpgrp() != ::getpid()) die_of_usage();  // it would end other processes than the sandbox's
  // Check before there is a child: the kernel's own SIGKILL would end only this process.
  ::signal(SIGTERM, end_group);
  if (::prctl(PR_SET_PDEATHSIG, SIGTERM) != 0) end_group(0);
  if (::getppid() != parent) end_group(0);
  const pid_t self = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) die("fork", "");
  if (child == 0) {
    ::signal(SIGTERM, SIG_DFL);
    die_with(self);
    ::execv(arguments[0], arguments);
    die("run", arguments[0]);
  }
  ::close_range(3, ~0U, 0);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (fuse != 0) end_fuse(fuse);
  end_rest_of_group(parent);
  end_like(status);
}

// `words` are two programs with their arguments except the process, "newuidmap 0 1000 1 … -- newgidmap 0 …".
// They must run outside of the new namespace, for a process inside: a child that was created before does it.
void enter_user_namespace(char** uid_words, char** gid_words) {
  char pid[32];
  std::snprintf(pid, sizeof pid, "%d", ::getpid());
  int ready[2];
  if (::pipe2(ready, O_CLOEXEC) != 0) die("make", "a pipe");
  const pid_t child = ::fork();
  if (child < 0) die("fork", "");
  if (child == 0) {
    die_with(0);
    ::close(ready[1]);
    char byte = 0;
    if (::read(ready[0], &byte, 1) != 1) std::exit(k_not_started);
    uid_words[1] = pid;
    gid_words[1] = pid;
    run_and_wait(uid_words);
    run_and_wait(gid_words);
    ::_exit(0);
  }
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) die("make", "a user namespace");
  if (::write(ready[1], "x", 1) != 1) die("write", "a pipe");
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) std::exit(k_not_started);
  ::close(ready[0]);
  ::close(ready[1]);
  if (::setresgid(0, 0, 0) != 0 || ::setresuid(0, 0, 0) != 0 || ::setgroups(0, nullptr) != 0)
    die("become root of", "the user namespace");
}

// Private, so that mounts are never visible outside and the kernel unmounts them with the last process.
void have_mount_namespace(bool is_in_new_one) {
  if (!is_in_new_one && ::unshare(CLONE_NEWNS) != 0) die("make", "a mount namespace");
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) die("make private", "/");
}

void mount_tmpfs(const char* options, const char* folder, const char* upper, const char* work) {
  if (::mount("tmpfs", folder, "tmpfs", MS_NODEV | MS_NOSUID, options) != 0)
    die("mount a file system in memory on", folder, k_layers_refused);
  for (const char* const path : {upper, work})
    if (::mkdir(path, 0755) != 0 || ::chmod(path, 0755) != 0) die("make", path, k_layers_refused);
}

// A volatile overlay leaves a mark that prevents another mount, because a crash may have lost data. Layers
// that are used again were made since this boot, or were synced before they got their name.
void forget_volatile(const char* work) {
  char path[4096];
  for (const char* const mark : {"work/incompat/volatile/dirty", "work/incompat/volatile"})
    if (std::snprintf(path, sizeof path, "%s/%s", work, mark) < static_cast<int>(sizeof path)) ::remove(path);
}

void mount_overlay(const char* options, const char* mountpoint, const char* work) {
  forget_volatile(work);
  if (::mount("overlay", mountpoint, "overlay", MS_NODEV | MS_NOSUID, options) != 0)
    die("mount an overlay on", mountpoint, k_layers_refused);
}

// The failed program wrote the reason to a file in memory.
[[noreturn]] void die_of_fuse(int said) {
  char text[1024];
  const off_t size = ::lseek(said, 0, SEEK_END);
  const off_t from = size > static_cast<off_t>(sizeof text) ? size - static_cast<off_t>(sizeof text) : 0;
  const ssize_t got = ::pread(said, text, sizeof text, from);
  std::fprintf(stderr, "sandbox: fuse-overlayfs: %.*s\n", got > 0 ? static_cast<int>(got) : 0, text);
  std::exit(k_layers_refused);
}

// Starts fuse-overlayfs in the foreground and waits until its file system is mounted. It runs in the mount
// namespace that it keeps alive, so it must be ended: by the guard when the program has ended, by the signal
// that ends the whole process group, or by its parent's death. bubblewrap's bind mount disables devices and
// set-user-ID programs in it.
pid_t start_fuse(const char* program, const char* options, const char* mountpoint) {
  struct stat before {};
  struct stat now {};
  const int said = ::memfd_create("fuse-overlayfs", MFD_CLOEXEC);
  if (said < 0 || ::stat(mountpoint, &before) != 0) die("prepare", mountpoint);
  const pid_t self = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) die("fork", "");
  if (child == 0) {
    die_with(self);
    if (::dup2(said, STDOUT_FILENO) < 0 || ::dup2(said, STDERR_FILENO) < 0) std::exit(k_not_started);
    ::close_range(3, ~0U, 0);
    ::execl(program, program, "-f", "-o", options, mountpoint, static_cast<char*>(nullptr));
    die("run", program);
  }
  while (::stat(mountpoint, &now) != 0 || now.st_dev == before.st_dev) {
    if (::waitpid(child, nullptr, WNOHANG) == child) die_of_fuse(said);
    constexpr timespec k_moment{0, 500'000};
    ::nanosleep(&k_moment, nullptr);
  }
  ::close(said);
  return child;
}

void hand_over_self(int fd) {
  const int self = ::open("/proc/self/exe", O_RDONLY);
  if (self < 0) die("open", "/proc/self/exe");
  if (self == fd) return;
  if (::dup2(self, fd) < 0) die("pass on", "/proc/self/exe");
  ::close(self);
}

// Cuts `words` at the next "--" and returns the rest.
char** cut(char** words) {
  while (*words && !is(*words, "--")) ++words;
  if (!*words) die_of_usage();
  *words = nullptr;
  return words + 1;
}

// If memory runs out, the kernel should kill processes in sandboxes first.
void be_ended_first() {
  const int fd = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  if (::write(fd, "500", 3) != 3) errno = 0;  // a wish, not more
  ::close(fd);
}

// The sandbox must not see the caller's session keyring (Kerberos tickets, file system keys). The system call
// filter blocks keyrings for programs, but the kernel itself would use this one for them. The call fails if
// there are no keyrings, or if a container forbids it.
void leave_session_keyring() {
  if (::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr) < 0) errno = 0;
}

int outer(char** words) {
  be_ended_first();
  leave_session_keyring();
  pid_t parent = 0;
  pid_t fuse = 0;
  bool has_namespace = false;
  bool has_mounts = false;
  const auto have_mounts = [&] {
    if (!has_mounts) have_mount_namespace(has_namespace);
    has_mounts = true;
  };
  for (; *words && !is(*words, "--"); ++words) {
    if (is(*words, "--parent")) {
      parent = static_cast<pid_t>(number(*++words));
      die_with(parent);
    } else if (is(*words, "--limit") && words[1]) {
      set_limit(words[1], number(words[2]));
      words += 2;
    } else if (is(*words, "--umask")) {
      ::umask(static_cast<mode_t>(number(*++words)));
    } else if (is(*words, "--processors")) {
      keep_processors(number(*++words));
    } else if (is(*words, "--map")) {
      char** const uid_words = words + 1;
      char** const gid_words = cut(uid_words);
      char** const rest = cut(gid_words);
      enter_user_namespace(uid_words, gid_words);
      die_with(parent);
      has_namespace = true;
      words = rest - 1;
    } else if (is(*words, "--overlay") && words[1] && words[2] && words[3]) {
      have_mounts();
      mount_overlay(words[1], words[2], words[3]);
      words += 3;
    } else if (is(*words, "--tmpfs") && words[1] && words[2] && words[3] && words[4]) {
      have_mounts();
      mount_tmpfs(words[1], words[2], words[3], words[4]);
      words += 4;
    } else if (is(*words, "--fuse") && parent != 0 && words[1] && words[2] && words[3]) {
      have_mounts();
      fuse = start_fuse(words[1], words[2], words[3]);
      words += 3;
    } else if (is(*words, "--self")) {
      hand_over_self(static_cast<int>(number(*++words)));
    } else if (is(*words, "--close")) {
      ::close(static_cast<int>(number(*++words)));
    } else {
      die_of_usage();
    }
  }
  if (!*words || !words[1]) die_of_usage();
  if (parent != 0) guard(parent, fuse, words + 1);
  ::execv(words[1], words + 1);
  die("run", words[1]);
}

// Async-signal-safe, like everything in it.
void end_group_in_time(int) {
  ::signal(SIGALRM, end_group);
  ::kill(0, SIGTERM);
  ::alarm(10);
}

int watch(char** words) {
  const auto parent = static_cast<pid_t>(number(words[0]));
  const int self = static_cast<int>(number(words[1]));
  if (!is(words[2], "--") || !words[3] || ::getpgrp() != ::getpid()) die_of_usage();
  ::close(self);
  // Signals go to the whole group; this process must survive them to report how the program ended.
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGTERM, SIG_IGN);
  const pid_t child = ::fork();
  if (child < 0) die("fork", "");
  if (child == 0) {
    ::signal(SIGINT, SIG_DFL);
    ::signal(SIGTERM, SIG_DFL);
    ::execv(words[3], words + 3);
    die("run", words[3]);
  }
  ::signal(SIGUSR1, end_group_in_time);
  if (::prctl(PR_SET_PDEATHSIG, SIGUSR1) != 0 || ::getppid() != parent) end_group_in_time(0);
  ::close_range(3, ~0U, 0);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  end_like(status);
}

void drop_bounding_set() {
  for (unsigned long capability = 0; capability <= CAP_LAST_CAP; ++capability)
    if (::prctl(PR_CAPBSET_DROP, capability) != 0 && errno != EINVAL) die("drop", "a capability");
}

int enter(char** words) {
  const auto uid = static_cast<uid_t>(number(words[0]));
  const auto gid = static_cast<gid_t>(number(words[1]));
  const unsigned long long tasks = number(words[2]);
  if (!is(words[3], "--") || !words[4]) die_of_usage();
  if (::setgroups(0, nullptr) != 0) die("drop", "groups");
  drop_bounding_set();
  if (::setresgid(gid, gid, gid) != 0 || ::setresuid(uid, uid, uid) != 0) die("become", "the building user");
  // Leaving uid 0 clears the permitted, effective and ambient sets, but not the inheritable set.
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capset, &header, none) != 0) die("drop", "capabilities");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) die("set", "no_new_privs");
  if (tasks != 0) set_limit("tasks", tasks);
  ::execvp(words[4], words + 4);
  std::fprintf(stderr, "sandbox: cannot run %s: %s\n", words[4], std::strerror(errno));
  return 127;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) die_of_usage();
  if (is(words[1], "outer")) return outer(words + 2);
  if (is(words[1], "watch") && count >= 6) return watch(words + 2);
  if (is(words[1], "enter") && count >= 7) return enter(words + 2);
  die_of_usage();
}
