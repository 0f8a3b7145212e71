// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::rpm {

/// Makes librpm ready for reading packages and keys: its cryptography, and its messages, which would go to
/// stdout and stderr, are kept for MessageCapture. Reads no configuration of the machine or the user, so that
/// what is read never depends on it. Any thread, any number of times.
void start_runtime();

/// Collects what librpm says in this thread while it lives. Captures nest; the innermost gets the messages.
class MessageCapture {
 public:
  MessageCapture();
  ~MessageCapture();
  MessageCapture(const MessageCapture&) = delete;
  MessageCapture& operator=(const MessageCapture&) = delete;
  /// Warnings and errors, one line each, in the order in which they came.
  const std::vector<std::string>& messages() const { return m_messages; }

  /// Not for users: where librpm's callback puts a line.
  void take(std::string line) { m_messages.push_back(std::move(line)); }

 private:
  std::vector<std::string> m_messages;
  MessageCapture* m_outer;
};

}  // namespace rpmworks::rpm
