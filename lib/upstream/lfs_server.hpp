// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "upstream/http.hpp"

namespace rpmworks::upstream {

/// A file that git LFS keeps outside of its repository.
struct LfsObject {
  std::string oid;  ///< its SHA-256
  uint64_t size = 0;
};

/// A git LFS server, asked where objects are by its Batch API with the basic transfer
/// (github.com/git-lfs/git-lfs, docs/api/batch.md and basic-transfers.md).
class LfsServer {
 public:
  struct Login {
    std::string user;
    std::string password;
  };
  /// Gives what the user has for a server that demands a login; nothing when he has none.
  using Logins = std::function<std::optional<Login>(const std::string& url)>;

  /// `url` is http or https and may hold user:password@; `logins` is asked when it does not.
  LfsServer(std::string url, Logins logins);

  /// How to get an object, or why it cannot be had.
  struct Offer {
    HttpRequest request;
    std::string refusal;
  };
  /// Asks for objects; the answers are in the order asked for. Throws Error(upstream) when the server cannot
  /// be asked at all.
  std::vector<Offer> ask(const std::vector<LfsObject>& objects);

  /// Its address, without credentials.
  const std::string& url() const { return m_url; }

 private:
  std::string answer(const std::string& question);
  Error failed(const HttpOutcome& outcome) const;

  std::string m_url;         ///< without credentials
  std::string m_to_ask_for;  ///< what `logins` is asked for, once; empty: not at all
  Logins m_logins;
  std::optional<Login> m_login;
  Http m_http;
};

}  // namespace rpmworks::upstream
