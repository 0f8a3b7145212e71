// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::rpm {

/// Initializes librpm for reading packages and keys: its cryptography, and its messages, which go to
/// MessageCapture and not to stdout and stderr. Reads no configuration of the machine or the user, so that
/// results never depend on it. Thread-safe and idempotent.
void start_runtime();

/// Collects librpm's messages of this thread during its lifetime. Captures nest; the innermost gets the
/// messages.
class MessageCapture {
 public:
  MessageCapture();
  ~MessageCapture();
  MessageCapture(const MessageCapture&) = delete;
  MessageCapture& operator=(const MessageCapture&) = delete;
  /// Warnings and errors in order, one line each.
  const std::vector<std::string>& messages() const { return m_messages; }

  /// For librpm's callback only: adds a line.
  void take(std::string line) { m_messages.push_back(std::move(line)); }

 private:
  std::vector<std::string> m_messages;
  MessageCapture* m_outer;
};

}  // namespace rpmworks::rpm
