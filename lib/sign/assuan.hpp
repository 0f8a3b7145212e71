// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::sign {

/// The answer of a server to a request.
struct AssuanReply {
  enum class Kind {
    ok,
    refused,  ///< "ERR": `text` is the server's explanation
    lost      ///< the connection cannot be used any more; `text` says why
  };
  Kind kind = Kind::lost;
  std::string text;
  bool timed_out = false;           ///< lost because there was no answer within the deadline
  std::string data;                 ///< of all "D" lines, decoded
  std::vector<std::string> status;  ///< of all "S" lines, without the "S "
  bool ok() const { return kind == Kind::ok; }
  bool lost() const { return kind == Kind::lost; }
};

/// The client's side of the Assuan protocol, which gpg-agent speaks (the manual of libassuan, chapter
/// "Assuan": lines of up to 1000 bytes; every request is answered by lines of data and status, then OK or
/// ERR). The server is not trusted: whatever it sends, the result is a reply. An interrupt of the run throws
/// Error(interrupted).
class Assuan {
 public:
  /// Uses two descriptors, or one socket twice; the caller owns them.
  Assuan(int to_server, int from_server) : m_to(to_server), m_from(from_server) {}

  /// Reads what a server says when a client has connected.
  AssuanReply greeting(std::chrono::milliseconds deadline);
  /// Sends one line, without a newline, and reads the reply. The server's questions are refused.
  AssuanReply request(std::string_view line, std::chrono::milliseconds deadline);

 private:
  AssuanReply reply(std::chrono::milliseconds deadline);
  /// Whether the whole text was sent; else `why` says what happened.
  bool send(std::string_view text, std::string& why) const;
  bool read_line(std::string& line, std::chrono::steady_clock::time_point end, std::string& why);

  int m_to;
  int m_from;
  std::string m_unread;
};

}  // namespace rpmworks::sign
