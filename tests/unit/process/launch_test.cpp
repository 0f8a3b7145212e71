// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <mutex>
#include <thread>
#include <vector>

#include "core/error.hpp"
#include "core/pool.hpp"
#include "process/process.hpp"
#include "unit/process/allocations.hpp"

using namespace rpmworks;

// The relevant calls, in order.
namespace {

struct Call {
  enum Kind { kill_group, wait } kind;
  pid_t pid;
};
std::mutex g_calls_mutex;
std::vector<Call> g_calls;

void note(Call call) {
  const std::lock_guard guard(g_calls_mutex);
  g_calls.push_back(call);
}

}  // namespace

extern "C" {
int __real_kill(pid_t pid, int number);
int __wrap_kill(pid_t pid, int number) {
  if (pid < 0) note({Call::kill_group, -pid});
  return __real_kill(pid, number);
}
pid_t __real_wait4(pid_t pid, int* status, int options, rusage* usage);
pid_t __wrap_wait4(pid_t pid, int* status, int options, rusage* usage) {
  note({Call::wait, pid});
  return __real_wait4(pid, status, options, usage);
}
pid_t __real_waitpid(pid_t pid, int* status, int options);
pid_t __wrap_waitpid(pid_t pid, int* status, int options) {
  note({Call::wait, pid});
  return __real_waitpid(pid, status, options);
}
}

namespace {

// The kernel gave each of these numbers to a program of this process; once it is waited for, another process
// may get its number.
void check_that_groups_are_killed_first() {
  const std::lock_guard guard(g_calls_mutex);
  std::vector<pid_t> waited_for;
  std::vector<pid_t> killed;
  for (const Call& call : g_calls) {
    CHECK(std::ranges::find(waited_for, call.pid) == waited_for.end());
    if (call.kind == Call::wait) {
      CHECK(std::ranges::find(killed, call.pid) != killed.end());
      waited_for.push_back(call.pid);
    } else {
      killed.push_back(call.pid);
    }
  }
  CHECK_FALSE(waited_for.empty());
}

void forget_calls() {
  const std::lock_guard guard(g_calls_mutex);
  g_calls.clear();
}

}  // namespace

TEST_CASE("a group is killed before its leader is waited for, and never signalled afterwards") {
  forget_calls();
  SUBCASE("the leader ends and leaves children") {
    CHECK(run({.argv = {"sh", "-c", "sleep 1000 & sleep 1000 & exit 3"}}).exit_code == 3);
  }
  SUBCASE("it is ended at its deadline") {
    CHECK(run({.argv = {"sleep", "1000"}, .deadline = std::chrono::milliseconds(50)}).timed_out);
  }
  SUBCASE("its watcher fails") {
    const auto fail = [](std::string_view) { throw Error(ExitCode::gate, "x"); };
    CHECK_THROWS_AS(run({.argv = {"sh", "-c", "echo; sleep 1000"}, .on_line = fail}), Error);
  }
  SUBCASE("it is not needed") {
    const StartedProgram program({.argv = {"cat"}});
  }
  SUBCASE("it cannot be started") {
    CHECK_THROWS_AS(run({.argv = {"/no/such/program"}}), Error);
  }
  check_that_groups_are_killed_first();
}

TEST_CASE("a child allocates nothing before exec, and many start while other threads allocate") {
  ::pthread_atfork(nullptr, nullptr, [] { test::forbid_allocations(); });
  std::atomic<bool> ends{false};
  std::vector<std::jthread> allocating;
  for (int i = 0; i < 3; ++i)
    allocating.emplace_back([&] {
      while (!ends) std::vector<std::string>(100, std::string(100, 'x')).clear();
    });
  const TempDir folder(fs::temp_directory_path(), "launch-");
  const FileDescriptor mine = open_for_reading("/etc/passwd");
  std::atomic<int> right{0};
  parallel_for(64, 4, [&](size_t) {
    const ProcessResult result = run({.argv = {"sh", "-c", "[ -e /proc/$$/fd/8 ] && echo $A; pwd"},
                                      .env = {{{"A", "b"}, {"PATH", "/usr/bin:/bin"}}},
                                      .cwd = folder.path(),
                                      .descriptors = {{7, mine.get()}, {8, mine.get()}}});
    if (result.out == "b\n" + folder.path().string() + "\n") ++right;
  });
  CHECK(right == 64);
  // Nor if exec fails: the parent reports the error.
  CHECK_THROWS_AS(run({.argv = {"/no/such/program"}}), Error);
  CHECK_THROWS_AS(run({.argv = {"/bin/true"}, .cwd = "/no/such/folder"}), Error);
  ends = true;
}

TEST_CASE("a program gets default signal handlers, whatever this process has set") {
  const auto before = std::signal(SIGUSR2, [](int) {});
  // Signals that this process catches end the program.
  const ProcessResult result = run({.argv = {"sh", "-c", "kill -USR2 $$; sleep 1000"}});
  std::signal(SIGUSR2, before);
  CHECK(result.signal == SIGUSR2);
}

TEST_CASE("a process that ignores SIGCHLD gets an error about it") {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  try {
    run({.argv = {"false"}});
    FAIL("how it ended cannot be known");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) ==
          "the exit code of a program is lost: something else in this process waited for it");
    CHECK(error.hint().find("must neither ignore SIGCHLD") != std::string::npos);
  }
  std::signal(SIGCHLD, before);
}
