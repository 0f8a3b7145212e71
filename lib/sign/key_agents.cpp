// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/key_agents.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <optional>

#include "core/files.hpp"
#include "core/text.hpp"
#include "process/coprocess.hpp"

namespace rpmworks::sign {

namespace {

constexpr std::chrono::seconds k_agent_patience{60};
constexpr int k_attempts = 3;

FileDescriptor connected_to(const fs::path& socket_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_path.native().size() >= sizeof address.sun_path) return {};
  std::memcpy(address.sun_path, socket_path.c_str(), socket_path.native().size());
  FileDescriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
  return fd;
}

/// What KEYINFO tells of a key ("KEYINFO grip type serial id cached protection …", agent/command.c).
struct KeyState {
  bool is_on_card = false;
  bool has_passphrase = false;
};

std::optional<KeyState> state_in(const std::vector<std::string>& status) {
  for (const auto& line : status) {
    const auto words = split(line, ' ');
    if (words.size() > 6 && words[0] == "KEYINFO")
      return KeyState{.is_on_card = words[2] == "T", .has_passphrase = words[6] == "P"};
  }
  return std::nullopt;
}

}  // namespace

struct KeyAgents::Connection {
  std::optional<Coprocess> program;
  FileDescriptor socket;
  std::optional<Assuan> assuan;

  AssuanReply request(const std::string& line) { return assuan->request(line, k_agent_patience); }

  // The agent never asks a person: nobody may be there.
  AssuanReply start() {
    AssuanReply reply = assuan->greeting(k_agent_patience);
    if (reply.ok()) reply = request("OPTION pinentry-mode=error");
    return reply;
  }

  // If a private agent ended, what it printed says more than its answer.
  std::string explained(const AssuanReply& reply) const {
    std::vector<std::string> lines{reply.text};
    if (program && reply.lost())
      for (auto& line : last_lines(program->messages(), 3)) lines.push_back(std::move(line));
    return join(lines, "\n");
  }
};

KeyAgents::KeyAgents(const GnupgHome& home, std::string keygrip)
    : m_home(home), m_keygrip(std::move(keygrip)) {
  m_kind = kind_of_key();
}

KeyAgents::~KeyAgents() = default;

KeyAgents::Kind KeyAgents::kind_of_key() {
  std::string why;
  auto connection = connect(why);
  if (!connection) {
    m_fault = "gpg-agent does not start: " + why;
    return Kind::private_file;
  }
  const AssuanReply reply = connection->request("KEYINFO " + m_keygrip);
  const auto state = reply.ok() ? state_in(reply.status) : std::nullopt;
  if (!state) {
    m_fault = "gpg-agent cannot read it: " + connection->explained(reply);
    return Kind::private_file;
  }
  m_is_on_card = state->is_on_card;
  if (!state->is_on_card && !state->has_passphrase) {
    m_idle.push_back(std::move(connection));
    return Kind::private_file;
  }
  m_own_socket = m_home.agent_socket();
  if (connected_to(m_own_socket)) return Kind::own_agent;
  return state->is_on_card ? Kind::private_card : Kind::private_file;
}

std::string KeyAgents::shown() const {
  switch (m_kind) {
    case Kind::private_file:
      return "private agents";
    case Kind::own_agent:
      return fmt::format("the agent of {}, one signature at a time", m_home.path().string());
    case Kind::private_card:
      return "a private agent with the card or token, one signature at a time";
  }
  return {};
}

std::unique_ptr<KeyAgents::Connection> KeyAgents::connect(std::string& why) const {
  auto connection = std::make_unique<Connection>();
  if (m_kind == Kind::own_agent) {
    connection->socket = connected_to(m_own_socket);
    if (!connection->socket) {
      why = "its agent has ended";
      return nullptr;
    }
    connection->assuan.emplace(connection->socket.get(), connection->socket.get());
  } else {
    // Options in gpg-agent.conf matter for cards only: the program that reads them, and for what to wait.
    connection->program.emplace(m_home.agent(
        m_kind == Kind::private_card ? std::vector<std::string>{}
                                     : std::vector<std::string>{"--no-options", "--disable-scdaemon"}));
    connection->assuan.emplace(connection->program->input(), connection->program->output());
  }
  const AssuanReply reply = connection->start();
  if (reply.ok()) return connection;
  why = connection->explained(reply);
  return nullptr;
}

std::unique_ptr<KeyAgents::Connection> KeyAgents::idle_or_new(std::string& why) {
  {
    std::unique_lock lock(m_mutex);
    if (m_kind != Kind::private_file) {
      m_given_back.wait(lock, [&] { return !m_is_busy; });
      m_is_busy = true;
    }
    if (!m_idle.empty()) {
      auto connection = std::move(m_idle.back());
      m_idle.pop_back();
      return connection;
    }
  }
  return connect(why);
}

void KeyAgents::give_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(m_mutex);
  if (connection)
    m_idle.push_back(std::move(connection));
  else
    m_idle.clear();  // whatever ended one agent may have ended the others
  m_is_busy = false;
  m_given_back.notify_one();
}

AssuanReply KeyAgents::sign(const std::string& digest) {
  constexpr int k_sha256 = 8;
  AssuanReply reply;
  for (int attempt = 0; attempt < k_attempts; ++attempt) {
    // Also when the run is interrupted, the next caller gets its turn.
    struct Turn {
      KeyAgents& agents;
      std::unique_ptr<Connection> connection;
      bool is_usable = false;
      ~Turn() { agents.give_back(is_usable ? std::move(connection) : nullptr); }
    } turn{*this, nullptr};
    std::string why;
    turn.connection = idle_or_new(why);
    if (!turn.connection) {
      reply = {};
      reply.text = why;
      continue;
    }
    for (const auto& line :
         {"SIGKEY " + m_keygrip, fmt::format("SETHASH {} {}", k_sha256, digest), std::string("PKSIGN")}) {
      reply = turn.connection->request(line);
      if (!reply.ok()) break;
    }
    turn.is_usable = !reply.lost();
    if (!reply.ok()) reply.text = turn.connection->explained(reply);
    if (turn.is_usable || reply.timed_out) return reply;
  }
  return reply;
}

}  // namespace rpmworks::sign
