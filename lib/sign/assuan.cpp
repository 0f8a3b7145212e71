// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/assuan.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/cancel.hpp"
#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"

namespace rpmworks::sign {

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t k_longest_line = 1000;  // of the protocol, without the newline
// A signature has at most some hundreds of bytes.
constexpr size_t k_most_answer = 1U << 16;
constexpr size_t k_most_lines = 1000;

constexpr std::string_view k_timed_out = "no answer within the deadline";

AssuanReply lost(const std::string& why) {
  return {.kind = AssuanReply::Kind::lost,
          .text = why,
          .timed_out = why == k_timed_out,
          .data = {},
          .status = {}};
}

// "ERR 67108949 No pinentry <GPG Agent>" → "No pinentry <GPG Agent>"
std::string explanation(std::string_view rest) {
  const size_t blank = rest.find(' ');
  return std::string(blank == std::string_view::npos ? rest : rest.substr(blank + 1));
}

bool is_word(std::string_view line, std::string_view word) {
  return line == word || (line.starts_with(word) && line[word.size()] == ' ');
}

}  // namespace

AssuanReply Assuan::greeting(std::chrono::milliseconds deadline) {
  return reply(deadline);
}

AssuanReply Assuan::request(std::string_view line, std::chrono::milliseconds deadline) {
  std::string why;
  if (!send(fmt::format("{}\n", line), why)) return lost(why);
  return reply(deadline);
}

AssuanReply Assuan::reply(std::chrono::milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  AssuanReply reply;
  std::string line;
  std::string why;
  for (size_t count = 0; count < k_most_lines; ++count) {
    if (!read_line(line, end, why)) return lost(why);
    if (is_word(line, "OK")) {
      reply.kind = AssuanReply::Kind::ok;
      return reply;
    }
    if (is_word(line, "ERR")) {
      reply.kind = AssuanReply::Kind::refused;
      reply.text = explanation(std::string_view(line).substr(std::min<size_t>(line.size(), 4)));
      return reply;
    }
    if (line.starts_with("D ")) {
      reply.data += percent_decoded(std::string_view(line).substr(2));
      if (reply.data.size() > k_most_answer) return lost("it sends data without end");
    } else if (line.starts_with("S ")) {
      reply.status.push_back(line.substr(2));
    } else if (line.starts_with("INQUIRE")) {
      if (!send("CAN\n", why)) return lost(why);
    } else if (!line.starts_with('#')) {
      return lost(fmt::format("it answered '{}'", printable(line.substr(0, 60))));
    }
  }
  return lost("it sends lines without end");
}

bool Assuan::send(std::string_view text, std::string& why) const {
  while (!text.empty()) {
    ssize_t sent = ::send(m_to, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == ENOTSOCK) sent = ::write(m_to, text.data(), text.size());
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) {
      why = errno == EPIPE ? "it has ended" : std::generic_category().message(errno);
      return false;
    }
    text.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool Assuan::read_line(std::string& line, Clock::time_point end, std::string& why) {
  std::array<char, 4096> buffer;
  while (true) {
    const size_t newline = m_unread.find('\n');
    if (newline != std::string::npos) {
      line = m_unread.substr(0, newline);
      m_unread.erase(0, newline + 1);
      return true;
    }
    if (m_unread.size() > k_longest_line) {
      why = "it sends a line without end";
      return false;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    std::array<pollfd, 2> polled{{{m_from, POLLIN, 0}, {cancel_fd(), POLLIN, 0}}};
    const int ready =
        ::poll(polled.data(), polled.size(), static_cast<int>(std::clamp<long>(left, 0, 3600000)));
    throw_if_cancelled();
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) {
      why = k_timed_out;
      return false;
    }
    const ssize_t got = ::read(m_from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      why = "it has ended";
      return false;
    }
    m_unread.append(buffer.data(), static_cast<size_t>(got));
  }
}

}  // namespace rpmworks::sign
