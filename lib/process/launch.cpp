// SPDX-License-Identifier: GPL-3.0-or-later
//
// The child starts by vfork: it shares this process's memory, and its thread waits, until the child executes
// the program. Copying the page tables of a process that holds thousands of headers, as fork does, takes
// longer than many of the programs. So everything that the child needs is prepared before the vfork, it
// leaves nothing behind in memory, and it calls only functions that POSIX lists as async-signal-safe: locks
// that other threads hold, including those of malloc, must not be needed. Its code is
// ChildSetup::on_exec_setup and on_exec_error below and, in Boost.Process, setpgid (bp::group) and execve.
// The error reporting of Boost.Process is disabled (bp::ignore_error): it leaves a zombie if the program
// cannot be run, and it writes to a descriptor number that the child may use for something else.
#include "process/launch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/error.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/group.hpp>
#include <boost/process/posix.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "core/described.hpp"
#include "core/error.hpp"

namespace rpmworks {

namespace bp = boost::process;

namespace {

/// The message from the child if it cannot execute the program.
struct Refusal {
  enum Step : int { streams, folder, program };
  Step step = program;
  int error = 0;
};

// Runs in the child. Signals that this process handles get their default action in the child, which has no
// handlers.
void reset_signals() {
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) != 0) continue;
    if (action.sa_handler == SIG_DFL || (action.sa_handler == SIG_IGN && number != SIGPIPE)) continue;
    action.sa_handler = SIG_DFL;
    action.sa_flags = 0;
    ::sigaction(number, &action, nullptr);
  }
}

class ChildSetup : public bp::extend::handler {
 public:
  ChildSetup(const Command& command, const ChildStreams& streams) : m_folder(command.cwd.string()) {
    if (command.env) {
      for (const auto& [name, value] : *command.env) m_variables.push_back(name + "=" + value);
      for (auto& variable : m_variables) m_env.push_back(variable.data());
      m_env.push_back(nullptr);
    }
    m_places = {{0, streams.in}, {1, streams.out}, {2, streams.err}};
    for (const auto& [child, ours] : command.descriptors) m_places.emplace_back(child, ours);
    make_copies();
  }
  ChildSetup(const ChildSetup&) = delete;
  ChildSetup& operator=(const ChildSetup&) = delete;

  template <typename Executor>
  void on_setup(Executor& executor) const {
    // Boost 1.74's own class for the environment reads past the end of its strings.
    if (!m_env.empty()) executor.env = const_cast<char**>(m_env.data());
  }
  template <typename Executor>
  void on_fork_error(Executor&, const std::error_code& error) const {
    m_fork_error = error.value();
  }
  // Runs in the child.
  template <typename Executor>
  void on_exec_setup(Executor&) const {
    // Descriptors that this process inherited are not passed on. All descriptors that it opens are
    // close-on-exec, so that another child that starts at the same time cannot keep a pipe of this child
    // open.
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    for (size_t i = 0; i < m_places.size(); ++i)
      if (::dup2(m_copies[i].get(), m_places[i].first) < 0) refuse(Refusal::streams, errno);
    if (!m_folder.empty() && ::chdir(m_folder.c_str()) != 0) refuse(Refusal::folder, errno);
    reset_signals();
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
  }
  // Runs in the child.
  template <typename Executor>
  void on_exec_error(Executor&, const std::error_code& error) const {
    refuse(Refusal::program, error.value());
  }

  /// Waits until the child has executed the program. Returns the reason if it could not.
  std::optional<Refusal> refusal() {
    m_refusing.reset();
    Refusal refusal;
    ssize_t got = 0;
    do got = ::read(m_refused.get(), &refusal, sizeof refusal);
    while (got < 0 && errno == EINTR);
    if (got == sizeof refusal) return refusal;
    return std::nullopt;
  }
  int fork_error() const { return m_fork_error; }

 private:
  // Copies get numbers above every number that the child will use, so that a dup2 to one number does not
  // overwrite the source of another.
  void make_copies() {
    int above = 3;
    for (const auto& [child, _] : m_places) above = std::max(above, child + 1);
    const auto copy = [&](int fd) {
      FileDescriptor copied(::fcntl(fd, F_DUPFD_CLOEXEC, above));
      if (!copied) throw system_error("copy", "a file descriptor for a program");
      return copied;
    };
    for (const auto& [_, ours] : m_places) m_copies.push_back(copy(ours));
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw system_error("make", "a pipe");
    m_refused.reset(ends[0]);
    const FileDescriptor low(ends[1]);
    m_refusing = copy(low.get());
  }

  [[noreturn]] void refuse(Refusal::Step step, int error) const {
    const Refusal refusal{step, error};
    (void)!::write(m_refusing.get(), &refusal, sizeof refusal);
    ::_exit(127);
  }

  std::string m_folder;
  std::vector<std::string> m_variables;
  std::vector<char*> m_env;                   // ends in nullptr; empty: this process's own
  std::vector<std::pair<int, int>> m_places;  // child's, ours
  std::vector<FileDescriptor> m_copies;       // of ours, in the same order
  FileDescriptor m_refused;
  FileDescriptor m_refusing;
  mutable int m_fork_error = 0;  // mutable, because Boost calls const handlers
};

// Blocks signals until the child has reset its handlers, and the parent knows the child.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &m_before);
  }
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t m_before{};
};

pid_t wait_for(pid_t pid, int& status, rusage& usage) {
  pid_t ended = 0;
  do ended = ::wait4(pid, &status, 0, &usage);
  while (ended < 0 && errno == EINTR);
  return ended;
}

Error reaped_by_others() {
  return Error(ExitCode::failed,
               "the exit code of a program is lost: something else in this process waited for it")
      .hint(
          "a process that runs rpmworks must neither ignore SIGCHLD nor wait for children that it did not "
          "start");
}

class RunningGroup : public Running {
 public:
  RunningGroup(bp::child child, bp::group group) : m_child(std::move(child)), m_group(std::move(group)) {}
  ~RunningGroup() override {
    if (!m_reaped) {
      signal(SIGKILL);
      int status = 0;
      rusage usage{};
      wait_for(pid(), status, usage);
    }
    m_child.detach();
    m_group.detach();
  }
  RunningGroup(const RunningGroup&) = delete;
  RunningGroup& operator=(const RunningGroup&) = delete;

  void watch() {
    m_pidfd.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid(), 0)));
    if (m_pidfd) return;
    if (errno != ESRCH) throw system_error("watch", "the child process");
    m_reaped = true;
    throw reaped_by_others();
  }

  int pid() const override { return m_child.id(); }
  int pidfd() const override { return m_pidfd.get(); }
  void signal(int number) override { ::kill(-pid(), number); }

  void reap(ProcessResult& result) override {
    signal(SIGKILL);
    int status = 0;
    rusage usage{};
    m_reaped = true;
    if (wait_for(pid(), status, usage) < 0) throw reaped_by_others();
    result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + result.signal;
    result.peak_kib = usage.ru_maxrss;
    const auto nanoseconds = [](const timeval& t) {
      return std::chrono::seconds(t.tv_sec) + std::chrono::microseconds(t.tv_usec);
    };
    result.cpu = nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime);
  }

 private:
  bp::child m_child;
  bp::group m_group;
  FileDescriptor m_pidfd;
  bool m_reaped = false;
};

Error cannot_start(const fs::path& program, const std::string& why) {
  return Error(ExitCode::failed, fmt::format("cannot start {}: {}", program.string(), why));
}

Error told(const Refusal& refusal, const Command& command, const fs::path& program) {
  const std::string why = std::generic_category().message(refusal.error);
  switch (refusal.step) {
    case Refusal::folder:
      return cannot_start(program, fmt::format("the folder {}: {}", command.cwd.string(), why));
    case Refusal::streams:
      return cannot_start(program, fmt::format("its streams: {}", why));
    case Refusal::program:
      break;
  }
  return cannot_start(program, why);
}

}  // namespace

std::unique_ptr<Running> launch(const Command& command, const fs::path& program,
                                const ChildStreams& streams) {
  ChildSetup setup(command, streams);
  const std::vector<std::string> arguments(command.argv.begin() + 1, command.argv.end());
  bp::child child;
  bp::group group;  // declared last, so that it is destroyed first if an exception is thrown
  {
    const SignalsBlocked blocked;
    child = bp::child(bp::exe = program.string(), bp::args = arguments, group, setup, bp::ignore_error,
                      bp::posix::use_vfork);
  }
  if (setup.fork_error())
    throw cannot_start(program, std::generic_category().message(setup.fork_error()))
        .hint(k_no_more_processes);
  auto running = std::make_unique<RunningGroup>(std::move(child), std::move(group));
  if (const auto refusal = setup.refusal()) throw told(*refusal, command, program);
  running->watch();
  return running;
}

}  // namespace rpmworks
