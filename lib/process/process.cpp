// SPDX-License-Identifier: GPL-3.0-or-later
#include "process/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "process/launch.hpp"

namespace rpmworks {

using Clock = std::chrono::steady_clock;

namespace {

constexpr auto k_patience = std::chrono::seconds(10);  // between one signal and the next

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
  static const std::map<std::string, std::string> packages = {{"bwrap", "bubblewrap"},
                                                              {"abidiff", "abigail-tools"},
                                                              {"rpmbuild", "rpm"},
                                                              {"rpmsign", "rpm"},
                                                              {"rpm", "rpm"},
                                                              {"rpmkeys", "rpm"},
                                                              {"gpg", "gnupg"},
                                                              {"rsync", "rsync"},
                                                              {"rclone", "rclone"},
                                                              {"git", "git"},
                                                              {"newuidmap", "uidmap"},
                                                              {"newgidmap", "uidmap"},
                                                              {"dpkg-deb", "dpkg"},
                                                              {"apt-get", "apt"},
                                                              {"apt-cache", "apt"},
                                                              {"gpg-agent", "gnupg"},
                                                              {"gpgconf", "gnupg"},
                                                              {"dnf", "dnf"},
                                                              {"sbatch", "slurm-client"},
                                                              {"squeue", "slurm-client"},
                                                              {"scancel", "slurm-client"}};
  const auto found = packages.find(program);
  return found == packages.end() ? "" : found->second;
}

// Splits a stream into lines.
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

// The child's three streams, and the ends of their pipes in this process.
struct Streams {
  Pipe in, out, err;
  FileDescriptor null = open_null();
  FileDescriptor log;
};

std::unique_ptr<Running> start_with(const Command& command, const fs::path& program, Streams& streams) {
  ChildStreams of_child{.in = streams.in.read ? streams.in.read.get() : streams.null.get(),
                        .out = streams.out.write.get(),
                        .err = command.inherit_stderr ? 2 : streams.err.write.get()};
  if (!command.log.empty()) of_child.err = of_child.out;
  return launch(command, program, of_child);
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
    // Read what is still in the pipes. Do not wait for output of processes that the program left behind.
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
    // A program that does not read all of its input closes the pipe early; that is not an error.
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
  std::optional<Clock::time_point> m_stopping;  // when the last signal was sent
  int m_signal = 0;
  size_t m_written = 0;
  size_t m_said = 0;
  bool m_ended = false;
};

// Runs a program from its start to its end.
class Execution {
 public:
  Execution(Command command, Pipe in)
      : m_command(std::move(command)),
        m_streams{std::move(in), make_pipe(), make_pipe(), open_null(), {}},
        m_running(start()) {
    m_streams.in.read.reset();
    m_streams.out.write.reset();
    m_streams.err.write.reset();
    if (m_command.on_start) m_command.on_start(m_running->pid());
  }

  ProcessResult finish(std::string input, std::optional<std::chrono::milliseconds> deadline) {
    m_command.input = std::move(input);
    m_command.deadline = deadline;
    ProcessResult result;
    const auto begin = Clock::now();
    if (m_command.input.empty()) m_streams.in.write.reset();
    Pump(m_command, m_streams, *m_running, result).until_end();
    m_running->reap(result);
    result.wall = Clock::now() - begin;
    if (!m_command.cleanup) throw_if_cancelled();
    return result;
  }

 private:
  std::unique_ptr<Running> start() {
    if (!m_command.cleanup) throw_if_cancelled();
    const fs::path program = resolve_program(m_command.argv.at(0));
    if (!m_command.log.empty()) m_streams.log = open_log(m_command.log);
    return start_with(m_command, program, m_streams);
  }

  Command m_command;
  Streams m_streams;
  std::unique_ptr<Running> m_running;
};

}  // namespace

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw system_error("make", "a pipe");
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

fs::path resolve_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  if (auto path = find_program(name)) return *path;
  Error error(ExitCode::failed, fmt::format("the program {} is not installed", name));
  const std::string package = debian_package_of(name);
  if (!package.empty()) throw std::move(error).hint(fmt::format("apt-get install {}", package));
  throw error;
}

struct StartedProgram::State {
  Execution execution;
};

StartedProgram::StartedProgram(Command command)
    : m_state(new State{Execution(std::move(command), make_pipe())}) {}
StartedProgram::~StartedProgram() = default;
StartedProgram::StartedProgram(StartedProgram&&) noexcept = default;
StartedProgram& StartedProgram::operator=(StartedProgram&&) noexcept = default;

ProcessResult StartedProgram::finish(std::string input, std::optional<std::chrono::milliseconds> deadline) {
  const auto state = std::move(m_state);  // its destructor kills the remaining processes of the group
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
  // On Debian, the PATH of ordinary users lacks the sbin folders, which may contain tools that we need.
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
