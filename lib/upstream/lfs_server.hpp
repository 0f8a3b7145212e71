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

/// A file stored by git LFS outside of its repository.
struct LfsObject {
  std::string oid;  ///< its SHA-256
  uint64_t size = 0;
};

/// A git LFS server, accessed by its Batch API with the basic transfer (github.com/git-lfs/git-lfs,
/// docs/api/batch.md and basic-transfers.md).
class LfsServer {
 public:
  struct Login {
    std::string user;
    std::string password;
  };
  /// Returns the user's login for a server that requires one; nothing if there is none.
  using Logins = std::function<std::optional<Login>(const std::string& url)>;

  /// `url` is http or https and may contain user:password@; otherwise `logins` is called if needed.
  LfsServer(std::string url, Logins logins);

  /// How to download an object, or why that is not possible.
  struct Offer {
    HttpRequest request;
    std::string refusal;
  };
  /// Requests objects; the result has the same order. Throws Error(upstream) if the request itself fails.
  std::vector<Offer> ask(const std::vector<LfsObject>& objects);

  /// Its address, without credentials.
  const std::string& url() const { return m_url; }

 private:
  std::string answer(const std::string& question);
  Error failed(const HttpOutcome& outcome) const;

  std::string m_url;         ///< without credentials
  std::string m_to_ask_for;  ///< the URL to pass to `logins`, once; empty: do not call it
  Logins m_logins;
  std::optional<Login> m_login;
  Http m_http;
};

}  // namespace rpmworks::upstream
