// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/gnupg_home.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"

namespace rpmworks::sign {

namespace {

// The longest name of gpg-agent's sockets must fit into sockaddr_un with its final zero.
constexpr size_t k_longest_home = sizeof(sockaddr_un::sun_path) - 1 - sizeof("/S.gpg-agent.browser");

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

fs::path users_own_home() {
  if (const auto home = from_environment("GNUPGHOME"); !home.empty()) return home;
  return fs::path(from_environment("HOME")) / ".gnupg";
}

// gpg-agent prefers a folder below /run/user where the system has one.
fs::path agent_socket(const fs::path& home) {
  Command ask;
  ask.argv = {"gpgconf", "--homedir", home.string(), "--list-dirs", "agent-socket"};
  const ProcessResult answer = run_checked(ask, "asking GnuPG for its agent's socket");
  std::string path;
  const std::string_view escaped = trim(answer.out);
  for (size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] == '%' && i + 2 < escaped.size()) {
      path += static_cast<char>(std::stoi(std::string(escaped.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      path += escaped[i];
    }
  }
  return path;
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

bool answers_ok(int fd) {
  pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, 2000) <= 0) return false;
  char line[1024];
  const ssize_t got = ::read(fd, line, sizeof line);
  return got >= 2 && std::string_view(line, 2) == "OK";
}

// Spoken directly instead of by gpgconf, so that it also works while the program is being interrupted. Gives
// whether there was an agent.
bool end_agent(const fs::path& socket_path) {
  constexpr std::string_view k_end = "KILLAGENT\n";
  const FileDescriptor agent = connect_to(socket_path);
  if (!agent) return false;
  if (answers_ok(agent.get()) &&
      ::send(agent.get(), k_end.data(), k_end.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(k_end.size()))
    answers_ok(agent.get());
  return true;
}

}  // namespace

std::string cheap_home_digest(const fs::path& homedir) {
  const fs::path home = homedir.empty() ? users_own_home() : homedir;
  // Files of secret keys are named by their keygrips.
  std::vector<std::string> secrets;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(home / "private-keys-v1.d", ignored))
    secrets.push_back(entry.path().filename());
  std::ranges::sort(secrets);
  Digest digest;
  digest.field(join(secrets, " "));
  // Where GnuPG 2.1, older ones, and those with keyboxd keep public keys.
  for (const char* file : {"pubring.kbx", "pubring.gpg", "public-keys.d/pubring.db"})
    digest.field(fs::is_regular_file(home / file, ignored) ? digest_of_file(home / file) : "");
  return digest.hex();
}

GnupgHome::GnupgHome(const fs::path& homedir)
    : m_shown(homedir.empty() ? users_own_home() : fs::absolute(homedir)), m_path(m_shown) {
  if (!fs::is_directory(m_shown))
    throw Error(ExitCode::trust, fmt::format("the GnuPG home {} does not exist", m_shown.string()))
        .hint(
            "name the folder that holds the secret key in `keys.NAME.homedir`, or make a key there as "
            "docs/releases.md says");
  if (m_path.native().size() > k_longest_home) {
    m_short.emplace(fs::temp_directory_path(), "gpg-");
    m_path = m_short->path() / "h";
    fs::create_directory_symlink(m_shown, m_path);
  }
  if (homedir.empty()) return;
  m_agent_socket = agent_socket(m_path);
  m_end_agent = !connect_to(m_agent_socket);
  if (m_end_agent) start_guard();
}

// Nobody else would end the agent of a run that was killed: it makes itself a daemon. After the fork only
// what is safe in a process of several threads is called.
void GnupgHome::start_guard() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error("make", "a pipe");
  const FileDescriptor gone(ends[0]);
  m_lifeline.reset(ends[1]);
  m_guard = ::fork();
  if (m_guard < 0) throw system_error("fork", "the guard of gpg-agent");
  if (m_guard > 0) return;
  ::setsid();  // what ends the whole group must not end it
  const auto keep = static_cast<unsigned>(gone.get());
  if (keep > 0) ::close_range(0, keep - 1, 0);
  ::close_range(keep + 1, ~0U, 0);
  char farewell = 0;
  ssize_t got = 0;
  do got = ::read(gone.get(), &farewell, 1);
  while (got < 0 && errno == EINTR);
  // A gpg that outlives us may be about to start it.
  for (int attempt = 0; got == 0 && attempt < 5 && !end_agent(m_agent_socket); ++attempt)
    ::poll(nullptr, 0, 100);
  ::_exit(0);
}

GnupgHome::~GnupgHome() {
  if (!m_end_agent) return;
  end_agent(m_agent_socket);
  const char farewell = 0;
  while (::write(m_lifeline.get(), &farewell, 1) < 0 && errno == EINTR) {
  }
  while (::waitpid(m_guard, nullptr, 0) < 0 && errno == EINTR) {
  }
}

std::map<std::string, std::string> GnupgHome::environment() const {
  std::map<std::string, std::string> variables{{"GNUPGHOME", m_path.string()}, {"LC_ALL", "C.UTF-8"}};
  for (const char* name : {"PATH", "HOME", "TMPDIR"})
    if (const auto value = from_environment(name); !value.empty()) variables[name] = value;
  return variables;
}

}  // namespace rpmworks::sign
