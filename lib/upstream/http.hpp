// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::upstream {

/// A request to a server. Credentials are sent only to that server, not to redirect targets, and never appear
/// in messages.
struct HttpRequest {
  std::string url;                   ///< http:// or https://, may contain user:password@
  std::vector<std::string> headers;  ///< "Name: value"
  std::string user;                  ///< if not empty, used instead of the credentials in the URL
  std::string password;
};

/// Moves credentials from the URL to the request's fields, because libcurl includes URLs in its messages.
HttpRequest split_credentials(HttpRequest request);

/// The result of a request.
struct HttpOutcome {
  long status = 0;            ///< of the last response; 0: none
  std::string reason;         ///< why it failed, for a note; empty on success
  std::string body;           ///< of the response to a POST
  int64_t length = -1;        ///< of the body, as the server states it; -1: it does not
  bool resumed = false;       ///< of a download: a partial file was resumed
  bool is_too_large = false;  ///< of a download: it was ended because there is more than the limit
  bool is_whole() const { return reason.empty(); }
};

/// Sends requests that librepo does not support: downloads of single files with extra headers, and POST.
/// Follows redirects to http and https. Uses the proxies of the environment (http_proxy, https_proxy,
/// no_proxy), and the user's ~/.netrc if the URL has no credentials.
///
/// Temporary failures (a broken connection, a busy server) are retried twice. An interrupt is thrown within a
/// second. Thread-safe; connections are reused.
class Http {
 public:
  Http();
  ~Http();
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  /// Downloads to `file`: resumes from its current content, or starts from the beginning if the server cannot
  /// resume. Reads at most `limit` bytes; 0: no limit. Throws Error if the file cannot be written.
  HttpOutcome download(const HttpRequest& request, const fs::path& file, uint64_t limit) const;

  /// Asks for the status and the length of a file, without its content.
  HttpOutcome head(const HttpRequest& request) const;
  /// Sends `body`. A response with another status than 200 is returned, not thrown.
  HttpOutcome post(const HttpRequest& request, const std::string& body) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::upstream
