// SPDX-License-Identifier: GPL-3.0-or-later
#include "process/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/group.hpp>
#include <boost/process/posix.hpp>
#include <boost/process/start_dir.hpp>
#include <cerrno>
#include <csignal>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks {

namespace bp = boost::process;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto k_patience = std::chrono::seconds(10);  // between one signal and the next

struct Pipe {
  FileDescriptor read;
  FileDescriptor write;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw system_error("make", "a pipe");
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

FileDescriptor open_null() {
  FileDescriptor fd(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!fd) throw system_error("open", "/dev/null");
  return fd;
}

FileDescriptor open_log(const fs::path& file) {
  FileDescriptor fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!fd) throw system_error("open the log", file.string());
  return fd;
}

std::string debian_package_of(const std::string& program) {
  static const std::map<std::string, std::string> packages = {
      {"bwrap", "bubblewrap"},    {"rpmbuild", "rpm"},        {"rpmsign", "rpm"}, {"rpm", "rpm"},
      {"rpmkeys", "rpm"},         {"gpg", "gnupg"},           {"git", "git"},     {"newuidmap", "uidmap"},
      {"newgidmap", "uidmap"},    {"dpkg-deb", "dpkg"},       {"apt-get", "apt"}, {"apt-cache", "apt"},
      {"gpg-agent", "gnupg"},     {"gpgconf", "gnupg"},       {"dnf", "dnf"},     {"sbatch", "slurm-client"},
      {"squeue", "slurm-client"}, {"scancel", "slurm-client"}};
  const auto found = packages.find(program);
  return found == packages.end() ? "" : found->second;
}

fs::path resolve_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  if (auto path = find_program(name)) return *path;
  Error error(ExitCode::failed, fmt::format("the program {} is not installed", name));
  const std::string package = debian_package_of(name);
  if (!package.empty()) throw std::move(error).hint(fmt::format("apt-get install {}", package));
  throw error;
}

// Lines of a stream as they become whole.
class LineFeed {
 public:
  explicit LineFeed(const std::function<void(std::string_view)>& sink) : m_sink(sink) {}
  void feed(std::string_view bytes) {
    if (!m_sink) return;
    m_partial.append(bytes);
    size_t start = 0;
    for (size_t end; (end = m_partial.find('\n', start)) != std::string::npos; start = end + 1)
      m_sink(std::string_view(m_partial).substr(start, end - start));
    m_partial.erase(0, start);
  }
  void finish() {
    if (m_sink && !m_partial.empty()) m_sink(m_partial);
    m_partial.clear();
  }

 private:
  const std::function<void(std::string_view)>& m_sink;
  std::string m_partial;
};

// The child's three streams and where their bytes go on this side.
struct Streams {
  Pipe in, out, err;
  FileDescriptor null = open_null();
  FileDescriptor log;
};

// The process and its group; whatever happens, no process of it is left behind.
class Running {
 public:
  explicit Running(bp::child child, bp::group group) : m_child(std::move(child)), m_group(std::move(group)) {
    m_pidfd.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid(), 0)));
    if (!m_pidfd) throw system_error("watch", "the child process");
  }
  ~Running() {
    if (!m_reaped) {
      signal(SIGKILL);
      int status = 0;
      ::waitpid(pid(), &status, 0);
    } else {
      signal(SIGKILL);  // what the program left in its group
    }
    m_child.detach();
    m_group.detach();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  pid_t pid() const { return m_child.id(); }
  int pidfd() const { return m_pidfd.get(); }
  void signal(int number) { ::kill(-m_group.native_handle(), number); }

  void reap(ProcessResult& result) {
    int status = 0;
    rusage usage{};
    while (::wait4(pid(), &status, 0, &usage) < 0 && errno == EINTR) {
    }
    m_reaped = true;
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

// dup2 in the child gives descriptors without close-on-exec; all others carry it, so a sibling that is being
// started at the same time cannot keep a pipe of this child open.
//
// The environment goes through here too: Boost 1.74's own class for it reads past the end of its strings.
class ChildSetup : public bp::extend::handler {
 public:
  explicit ChildSetup(const std::optional<std::map<std::string, std::string>>& env) {
    if (!env) return;
    for (const auto& [name, value] : *env) m_variables.push_back(name + "=" + value);
    for (auto& variable : m_variables) m_env.push_back(variable.data());
    m_env.push_back(nullptr);
  }
  ChildSetup(const ChildSetup&) = delete;
  ChildSetup& operator=(const ChildSetup&) = delete;

  std::vector<std::pair<int, int>> pairs;  // child's, ours

  template <typename Executor>
  void on_setup(Executor& executor) const {
    if (!m_env.empty()) executor.env = const_cast<char**>(m_env.data());
  }
  template <typename Executor>
  void on_exec_setup(Executor&) const {
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);  // what this process itself inherited is not passed on
    // First out of the way of the low numbers, then to their places: a source may stand on a target's number.
    std::vector<std::pair<int, int>> moved;
    for (const auto& [child, ours] : pairs) moved.emplace_back(child, ::fcntl(ours, F_DUPFD_CLOEXEC, 64));
    for (const auto& [child, ours] : moved) ::dup2(ours, child);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
  }

 private:
  std::vector<std::string> m_variables;
  std::vector<char*> m_env;  // ends in nullptr; empty: this process's own
};

Running launch(const Command& command, const fs::path& program, Streams& streams) {
  ChildSetup setup(command.env);
  setup.pairs = {{0, streams.in.read ? streams.in.read.get() : streams.null.get()},
                 {1, streams.out.write.get()},
                 {2, command.inherit_stderr ? 2 : streams.err.write.get()}};
  if (!command.log.empty()) setup.pairs[2].second = streams.out.write.get();
  for (const auto& [child, ours] : command.descriptors) setup.pairs.emplace_back(child, ours);

  std::vector<std::string> arguments(command.argv.begin() + 1, command.argv.end());
  const std::string folder = command.cwd.empty() ? fs::current_path().string() : command.cwd.string();
  bp::group group;
  std::error_code failure;
  bp::child child(bp::exe = program.string(), bp::args = arguments, bp::start_dir = folder, group, setup,
                  failure);
  if (failure)
    throw Error(ExitCode::failed, fmt::format("cannot start {}: {}", program.string(), failure.message()));
  return Running(std::move(child), std::move(group));
}

// Feeds and drains the pipes until the process has ended.
class Pump {
 public:
  Pump(const Command& command, Streams& streams, Running& running, ProcessResult& result)
      : m_command(command),
        m_streams(streams),
        m_running(running),
        m_result(result),
        m_lines(command.on_line) {}

  void until_end() {
    ::fcntl(m_streams.in.write.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(m_streams.out.read.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(m_streams.err.read.get(), F_SETFL, O_NONBLOCK);
    while (!m_ended) wait_and_move();
    // What the program wrote last is still in the pipes; what processes it left behind write later is not
    // waited for.
    drain(m_streams.out.read, true);
    drain(m_streams.err.read, false);
    m_lines.finish();
    if (m_command.on_beat) m_command.on_beat();
  }

 private:
  void wait_and_move() {
    std::array<pollfd, 5> polled{{{m_running.pidfd(), POLLIN, 0},
                                  {m_streams.out.read.get(), POLLIN, 0},
                                  {m_streams.err.read.get(), POLLIN, 0},
                                  {m_streams.in.write.get(), POLLOUT, 0},
                                  {m_stopping || m_command.cleanup ? -1 : cancel_fd(), POLLIN, 0}}};
    if (::poll(polled.data(), polled.size(), timeout()) < 0 && errno != EINTR)
      throw system_error("poll", "pipes");
    if (cancelled() && !m_command.cleanup) stop();
    if (m_command.deadline && !m_stopping && Clock::now() - m_begin >= *m_command.deadline) {
      m_result.timed_out = true;
      stop();
    }
    if (m_stopping && Clock::now() - *m_stopping >= k_patience) signal_next();
    if (m_command.on_beat && Clock::now() - m_last_beat >= m_command.beat) {
      m_command.on_beat();
      m_last_beat = Clock::now();
    }
    if (polled[1].revents) drain(m_streams.out.read, true);
    if (polled[2].revents) drain(m_streams.err.read, false);
    if (polled[3].revents) write_input();
    m_ended = (polled[0].revents & POLLIN) != 0;
  }

  int timeout() const {
    std::chrono::nanoseconds left = std::chrono::hours(1);
    if (m_stopping)
      left = k_patience - (Clock::now() - *m_stopping);
    else if (m_command.deadline)
      left = *m_command.deadline - (Clock::now() - m_begin);
    if (m_command.on_beat) left = std::min<std::chrono::nanoseconds>(left, m_command.beat);
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    return static_cast<int>(std::clamp<long>(milliseconds, 0, 3600000));
  }

  void stop() {
    if (m_stopping) return;
    m_signal = m_command.interrupt_first ? SIGINT : SIGTERM;
    m_stopping = Clock::now();
    m_running.signal(m_signal);
  }

  void signal_next() {
    m_signal = m_signal == SIGINT ? SIGTERM : SIGKILL;
    m_stopping = Clock::now();
    m_running.signal(m_signal);
  }

  void drain(FileDescriptor& from, bool is_out) {
    std::array<char, 65536> buffer;
    while (from) {
      const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno == EAGAIN) return;
      if (got <= 0) return from.reset();
      take({buffer.data(), static_cast<size_t>(got)}, is_out);
    }
  }

  void take(std::string_view bytes, bool is_out) {
    if (m_command.output_limit) {
      const size_t room = m_command.output_limit - m_said;
      if (bytes.size() > room) {
        m_result.said_too_much = true;
        bytes = bytes.substr(0, room);
        stop();
      }
      m_said += bytes.size();
    }
    if (is_out) m_lines.feed(bytes);
    if (m_streams.log) {
      while (!bytes.empty()) {
        const ssize_t wrote = ::write(m_streams.log.get(), bytes.data(), bytes.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) throw system_error("write to", m_command.log.string());
        bytes.remove_prefix(static_cast<size_t>(wrote));
      }
    } else {
      (is_out ? m_result.out : m_result.err).append(bytes);
    }
  }

  void write_input() {
    const std::string_view left = std::string_view(m_command.input).substr(m_written);
    const ssize_t wrote = left.empty() ? 0 : ::write(m_streams.in.write.get(), left.data(), left.size());
    if (wrote > 0) m_written += static_cast<size_t>(wrote);
    // A program that does not read its input to the end closes the pipe early; that is its own affair.
    if (m_written == m_command.input.size() || (wrote < 0 && errno != EAGAIN && errno != EINTR))
      m_streams.in.write.reset();
  }

  const Command& m_command;
  Streams& m_streams;
  Running& m_running;
  ProcessResult& m_result;
  LineFeed m_lines;
  Clock::time_point m_begin = Clock::now();
  Clock::time_point m_last_beat = m_begin;
  std::optional<Clock::time_point> m_stopping;  // when the last signal went
  int m_signal = 0;
  size_t m_written = 0;
  size_t m_said = 0;
  bool m_ended = false;
};

// A program from its start to its end.
class Execution {
 public:
  Execution(Command command, Pipe in)
      : m_command(std::move(command)),
        m_streams{std::move(in), make_pipe(), make_pipe(), open_null(), {}},
        m_running(start()) {
    m_streams.in.read.reset();
    m_streams.out.write.reset();
    m_streams.err.write.reset();
    if (m_command.on_start) m_command.on_start(m_running.pid());
  }

  ProcessResult finish(std::string input, std::optional<std::chrono::milliseconds> deadline) {
    m_command.input = std::move(input);
    m_command.deadline = deadline;
    ProcessResult result;
    const auto begin = Clock::now();
    if (m_command.input.empty()) m_streams.in.write.reset();
    Pump(m_command, m_streams, m_running, result).until_end();
    m_running.reap(result);
    result.wall = Clock::now() - begin;
    if (!m_command.cleanup) throw_if_cancelled();
    return result;
  }

 private:
  Running start() {
    if (!m_command.cleanup) throw_if_cancelled();
    const fs::path program = resolve_program(m_command.argv.at(0));
    if (!m_command.log.empty()) m_streams.log = open_log(m_command.log);
    return launch(m_command, program, m_streams);
  }

  Command m_command;
  Streams m_streams;
  Running m_running;
};

}  // namespace

struct StartedProgram::State {
  Execution execution;
};

StartedProgram::StartedProgram(Command command)
    : m_state(new State{Execution(std::move(command), make_pipe())}) {}
StartedProgram::~StartedProgram() = default;
StartedProgram::StartedProgram(StartedProgram&&) noexcept = default;
StartedProgram& StartedProgram::operator=(StartedProgram&&) noexcept = default;

ProcessResult StartedProgram::finish(std::string input, std::optional<std::chrono::milliseconds> deadline) {
  const auto state = std::move(m_state);  // what it leaves behind ends with it
  return state->execution.finish(std::move(input), deadline);
}

ProcessResult run(const Command& command) {
  return Execution(command, command.input.empty() ? Pipe{} : make_pipe())
      .finish(command.input, command.deadline);
}

ProcessResult run_checked(const Command& command, const std::string& doing) {
  ProcessResult result = run(command);
  if (result.ok()) return result;
  const std::string how = result.timed_out       ? "took too long and was ended"
                          : result.said_too_much ? "printed without end and was ended"
                          : result.signal        ? fmt::format("was killed by signal {}", result.signal)
                                                 : fmt::format("failed with exit code {}", result.exit_code);
  throw Error(ExitCode::failed, fmt::format("{}: {} {}", doing, command.argv.at(0), how))
      .notes(last_lines(result.err.empty() ? result.out : result.err, 8));
}

std::optional<fs::path> find_program(const std::string& name) {
  const char* const path = std::getenv("PATH");
  // Ordinary users' PATH on Debian leaves the sbin folders out, where newer tools may still live.
  const std::string folders = std::string(path ? path : "/usr/bin:/bin") + ":/usr/sbin:/sbin";
  for (const auto& folder : split(folders, ':')) {
    if (folder.empty()) continue;
    const fs::path candidate = fs::path(folder) / name;
    if (::access(candidate.c_str(), X_OK) == 0 && fs::is_regular_file(candidate)) return candidate;
  }
  return std::nullopt;
}

fs::path this_program() {
  std::error_code failure;
  fs::path self = fs::read_symlink("/proc/self/exe", failure);
  if (!failure) return self;
  throw Error(ExitCode::failed, "cannot find this program's own file: /proc/self/exe " + failure.message())
      .hint("mount /proc");
}

std::string shown(const Command& command) {
  std::vector<std::string> words;
  for (const auto& word : command.argv) {
    const bool plain =
        !word.empty() && word.find_first_of(" \t\n\"'\\$&;|<>()*?[]#~`!{}") == std::string::npos;
    if (plain) {
      words.push_back(word);
      continue;
    }
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    words.push_back(quoted + "'");
  }
  return join(words, " ");
}

}  // namespace rpmworks
