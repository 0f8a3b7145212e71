// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/agent.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include "core/cancel.hpp"
#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"

namespace rpmworks::sign {

namespace {

// Asks GnuPG for the path: gpg-agent prefers a folder below /run/user if the system has one.
fs::path agent_socket(const fs::path& home) {
  Command ask;
  ask.argv = {"gpgconf", "--homedir", home.string(), "--list-dirs", "agent-socket"};
  const ProcessResult answer = run_checked(ask, "asking GnuPG for its agent's socket");
  return percent_decoded(trim(answer.out));
}

FileDescriptor connect_to(const fs::path& socket_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path.native().size() >= sizeof address.sun_path) return {};
  std::memcpy(address.sun_path, socket_path.c_str(), socket_path.native().size());
  FileDescriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
  return fd;
}

enum class Answer { none, ok, closed };

// Waits up to two seconds for a reply of the agent.
Answer answer_of(int fd) {
  pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, 2000) <= 0) return Answer::none;
  char line[1024];
  const ssize_t got = ::read(fd, line, sizeof line);
  if (got >= 2 && std::string_view(line, 2) == "OK") return Answer::ok;
  return got <= 0 ? Answer::closed : Answer::none;
}

// An agent that is shutting down still accepts connections for a moment, closes them without a reply, and
// then removes its socket path. A new agent started before that would lose its socket.
bool agent_runs(const fs::path& socket_path) {
  while (const FileDescriptor agent = connect_to(socket_path))
    if (answer_of(agent.get()) != Answer::closed) return true;
  return false;
}

// Ends the agent and waits until a new one can be started. Talks to the socket directly instead of running
// gpgconf, so that it also works while the program is being interrupted.
void end_agent(const fs::path& socket_path) {
  constexpr std::string_view k_end = "KILLAGENT\n";
  {
    const FileDescriptor agent = connect_to(socket_path);
    if (!agent || answer_of(agent.get()) != Answer::ok) return;
    if (::send(agent.get(), k_end.data(), k_end.size(), MSG_NOSIGNAL) < 0) return;
    answer_of(agent.get());
  }
  for (int i = 0; i < 400; ++i) {
    const FileDescriptor agent = connect_to(socket_path);
    if (!agent) return;
    answer_of(agent.get());
    ::poll(nullptr, 0, 5);
  }
}

// The process id of the running agent, as a text; empty if it does not answer.
std::string pid_of_agent(const fs::path& socket_path) {
  constexpr std::string_view k_ask = "GETINFO pid\n";
  const FileDescriptor agent = connect_to(socket_path);
  if (!agent || answer_of(agent.get()) != Answer::ok) return {};
  if (::send(agent.get(), k_ask.data(), k_ask.size(), MSG_NOSIGNAL) < 0) return {};
  pollfd waiting{.fd = agent.get(), .events = POLLIN, .revents = 0};
  char line[256];
  const ssize_t got = ::poll(&waiting, 1, 2000) > 0 ? ::read(agent.get(), line, sizeof line) : 0;
  const std::string_view answer(line, got > 0 ? static_cast<size_t>(got) : 0);
  if (!answer.starts_with("D ")) return {};
  return std::string(answer.substr(2, answer.find('\n') - 2));
}

// Takes a shared lock. An exclusive one is held only while an agent is ended.
bool lock_shared(int fd) {
  constexpr int k_tries = 250;  // of 20 ms
  for (int i = 0; i < k_tries; ++i) {
    if (::flock(fd, LOCK_SH | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK && errno != EINTR) return false;
    throw_if_cancelled();
    ::poll(nullptr, 0, 20);
  }
  return false;
}

std::string content_of(int fd) {
  char text[32];
  const ssize_t got = ::pread(fd, text, sizeof text, 0);
  return {text, got > 0 ? static_cast<size_t>(got) : 0};
}

void set_content(int fd, const std::string& text) {
  if (::ftruncate(fd, 0) != 0) return;
  // If it is not written, the agent counts as somebody else's, and stays.
  [[maybe_unused]] const ssize_t written = ::pwrite(fd, text.data(), text.size(), 0);
}

// A null-terminated array of strings for execve.
class Strings {
 public:
  explicit Strings(std::vector<std::string> strings) : m_strings(std::move(strings)) {
    for (auto& string : m_strings) m_pointers.push_back(string.data());
    m_pointers.push_back(nullptr);
  }
  char* const* get() const { return m_pointers.data(); }

 private:
  std::vector<std::string> m_strings;
  std::vector<char*> m_pointers;
};

Strings as_strings(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  return Strings(std::move(variables));
}

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error("make", "a pipe");
    read.reset(ends[0]);
    write.reset(ends[1]);
  }
  FileDescriptor read, write;
};

// Waits for a byte or the end of the file. Returns whether it read a byte.
bool read_byte(int fd) {
  char byte = 0;
  ssize_t got = 0;
  do got = ::read(fd, &byte, 1);
  while (got < 0 && errno == EINTR);
  return got == 1;
}

void write_byte(int fd) {
  const char byte = 0;
  while (::write(fd, &byte, 1) < 0 && errno == EINTR) {
  }
}

// What the guard needs, prepared before fork().
struct Guarding {
  int gone;     ///< readable when the program is gone
  int started;  ///< to be written to when the agent runs
  int use;      ///< the locked file; see Agent
  bool starts;  ///< whether to start an agent
  char* const* argv;
  char* const* environment;
  const fs::path& socket_path;
};

void close_all_but(std::array<int, 3> kept) {
  std::ranges::sort(kept);
  unsigned from = 0;
  for (const int fd : kept) {
    const auto next = static_cast<unsigned>(fd);
    if (next > from) ::close_range(from, next - 1, 0);
    from = next + 1;
  }
  ::close_range(from, ~0U, 0);
}

pid_t launch_agent(const Guarding& job) {
  const pid_t launch = ::fork();
  if (launch != 0) return launch;
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  const int nothing = ::open("/dev/null", O_RDWR);
  for (int fd : {0, 1, 2}) ::dup2(nothing, fd);
  ::close_range(3, ~0U, 0);
  ::execve(job.argv[0], job.argv, job.environment);
  ::_exit(127);
}

// Runs in the guard's process. The parent has threads, so after fork() only async-signal-safe functions
// (POSIX) and system calls may be called.
[[noreturn]] void guard(const Guarding& job) {
  ::setsid();  // survive a signal to the program's process group
  const pid_t launch = job.starts ? launch_agent(job) : 0;
  // The program's signal handlers use the program's own descriptors.
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_IGN);
  // The guard must not keep the program's descriptors open, in particular not its stdout.
  close_all_but({job.gone, job.started, job.use});
  while (launch > 0 && ::waitpid(launch, nullptr, 0) < 0 && errno == EINTR) {
  }
  write_byte(job.started);
  ::close(job.started);
  const bool farewell = read_byte(job.gone);
  // The last run that uses the agent ends it.
  if (::flock(job.use, LOCK_EX | LOCK_NB) != 0) ::_exit(0);
  end_agent(job.socket_path);
  // If the program was killed, a gpg process that outlives it may start another agent: try several times.
  for (int attempt = 0; !farewell && attempt < 4; ++attempt) {
    ::poll(nullptr, 0, 100);
    end_agent(job.socket_path);
  }
  [[maybe_unused]] const int emptied = ::ftruncate(job.use, 0);
  ::_exit(0);
}

}  // namespace

Agent::Agent(const fs::path& home, const std::map<std::string, std::string>& environment)
    : m_socket(agent_socket(home)) {
  const fs::path file = m_socket.string() + ".rpmworks";
  const FileDescriptor use(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!use || !lock_shared(use.get())) {
    // Then gpg starts an agent if none runs, which nobody ends.
    return;
  }
  const bool is_running = agent_runs(m_socket);
  const std::string started_here = content_of(use.get());
  const bool is_ours = !started_here.empty() && started_here == pid_of_agent(m_socket);
  if (is_running && !is_ours) return;
  const Strings argv({find_program("gpg-agent").value_or("").string(), "--homedir", home.string(),
                      "--use-standard-socket", "--daemon"});
  const Strings variables = as_strings(environment);
  Pipe lifeline, started;
  const Guarding job{.gone = lifeline.read.get(),
                     .started = started.write.get(),
                     .use = use.get(),
                     .starts = !is_running,
                     .argv = argv.get(),
                     .environment = variables.get(),
                     .socket_path = m_socket};
  m_guard = ::fork();
  if (m_guard < 0) throw system_error("fork", "the guard of gpg-agent");
  if (m_guard == 0) guard(job);
  m_lifeline = std::move(lifeline.write);
  started.write.reset();
  read_byte(started.read.get());
  if (!is_running) set_content(use.get(), pid_of_agent(m_socket));
}

bool Agent::runs() const {
  return agent_runs(m_socket);
}

Agent::~Agent() {
  if (m_guard < 0) return;
  write_byte(m_lifeline.get());
  while (::waitpid(m_guard, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace rpmworks::sign
