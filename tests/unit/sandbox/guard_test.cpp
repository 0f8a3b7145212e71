// SPDX-License-Identifier: GPL-3.0-or-later
// The processes left over from a sandbox whose bubblewrap ends too early. A shell script replaces it here.
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

#include "sandbox/stage.hpp"

namespace rpmworks::sandbox {

namespace {

struct Ended {
  int status = 0;
  bool left_processes = false;
};

// Runs `script` under the guard, in a process group like that of lib/process.
Ended run_guarded(const std::string& script) {
  const std::string stage = fmt::format("/proc/self/fd/{}", stage_program_fd());
  const std::string parent = std::to_string(::getpid());
  const pid_t pid = ::fork();
  REQUIRE(pid >= 0);
  if (pid == 0) {
    ::setpgid(0, 0);
    ::execl(stage.c_str(), stage.c_str(), "outer", "--parent", parent.c_str(), "--", "/bin/bash", "-c",
            script.c_str(), nullptr);
    ::_exit(99);
  }
  Ended ended;
  REQUIRE(::waitpid(pid, &ended.status, 0) == pid);
  // A killed process exists until its new parent waits for it.
  for (int i = 0; i < 1000 && ::kill(-pid, 0) == 0; ++i) ::usleep(10'000);
  ended.left_processes = ::kill(-pid, SIGKILL) == 0;
  return ended;
}

}  // namespace

TEST_CASE("the guard ends as the program did") {
  CHECK(WEXITSTATUS(run_guarded("exit 7").status) == 7);
  CHECK(WTERMSIG(run_guarded("kill -USR2 $$").status) == SIGUSR2);
}

TEST_CASE("no child of bubblewrap outlives it") {
  // The child is already bubblewrap's when bubblewrap dies, of a signal or an error.
  for (const std::string end : {"kill -PIPE $$", "exit 1", "kill -KILL $$"}) {
    CAPTURE(end);
    CHECK_FALSE(run_guarded(fmt::format("sleep 1000 & {}", end)).left_processes);
  }
}

}  // namespace rpmworks::sandbox
