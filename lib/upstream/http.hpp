// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::upstream {

/// What is asked of a server. Credentials go to that server alone, not where it redirects to, and into no
/// message.
struct HttpRequest {
  std::string url;                   ///< http:// or https://, perhaps with user:password@
  std::vector<std::string> headers;  ///< "Name: value"
  std::string user;                  ///< when not empty, these count and not those of the URL
  std::string password;
};

/// The request with the credentials of its URL, if it has some, beside it: libcurl repeats addresses in its
/// messages.
HttpRequest split_credentials(HttpRequest request);

/// What came of a request that has ended, well or not.
struct HttpOutcome {
  long status = 0;       ///< of the last answer; 0: there was none
  std::string reason;    ///< why it failed, for a note; empty: it did not
  std::string body;      ///< of a POST's answer
  bool resumed = false;  ///< of a download: some of the file was there already
  bool is_whole() const { return reason.empty(); }
};

/// Asks web servers, for what librepo cannot: single files with headers of their own, and POST. Follows
/// redirects to http and https. Proxies are those of the environment (http_proxy, https_proxy, no_proxy); the
/// user's ~/.netrc counts where the URL has no credentials.
///
/// Failures that may pass (a connection that breaks, a server that is busy) are tried again twice. An
/// interrupt is noticed within a second, and thrown. Any number of threads may use one; connections are kept
/// for the next request.
class Http {
 public:
  Http();
  ~Http();
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  /// Fetches a file, going on with what `file` holds already, and begins anew where the server cannot go on.
  /// No more than `limit` bytes are taken; 0: no limit. Throws Error when the file cannot be written.
  HttpOutcome download(const HttpRequest& request, const fs::path& file, uint64_t limit) const;

  /// Sends `body`. An answer of another status than 200 is no failure.
  HttpOutcome post(const HttpRequest& request, const std::string& body) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::upstream
