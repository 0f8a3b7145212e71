// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sign/assuan.hpp"
#include "sign/gnupg_home.hpp"

namespace rpmworks::sign {

/// The processes of gpg-agent that sign with one secret key.
///
/// A secret key that is a file without a passphrase is used by private agents: as many as callers sign at the
/// same time, because one agent signs one thing at a time. They read the file in the home itself, have no
/// socket, and end with this object or with the process.
///
/// A key with a passphrase, or on a card or token, is used by the home's own agent if one runs: it may hold
/// the passphrase, and has the card open. It signs one thing at a time. If none runs, a private agent is used
/// for that too.
class KeyAgents {
 public:
  /// Asks an agent how the key is kept.
  KeyAgents(const GnupgHome& home, std::string keygrip);
  ~KeyAgents();

  /// Why the secret key cannot be used; empty if an agent knows it.
  const std::string& fault() const { return m_fault; }
  /// Whether the secret key is on a card or token, which asks for a PIN.
  bool is_on_card() const { return m_is_on_card; }
  /// Who signs, for people: "private agents".
  std::string shown() const;

  /// The signature of a SHA-256 digest (hexadecimal) as a canonical S-expression, in `data`. If an agent ends
  /// meanwhile, or answers nonsense, asks another one, up to three times. Thread-safe.
  AssuanReply sign(const std::string& digest);

 private:
  enum class Kind { private_file, own_agent, private_card };
  struct Connection;

  Kind kind_of_key();
  std::unique_ptr<Connection> connect(std::string& why) const;
  std::unique_ptr<Connection> idle_or_new(std::string& why);
  void give_back(std::unique_ptr<Connection> connection);

  const GnupgHome& m_home;
  std::string m_keygrip;
  std::string m_fault;
  fs::path m_own_socket;
  bool m_is_on_card = false;
  Kind m_kind = Kind::private_file;
  std::mutex m_mutex;
  std::condition_variable m_given_back;
  bool m_is_busy = false;  ///< unless private_file: the only connection is in use
  std::vector<std::unique_ptr<Connection>> m_idle;
};

}  // namespace rpmworks::sign
