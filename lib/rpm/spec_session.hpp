// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::rpm {

/// A message of librpm during a parse or build.
struct Message {
  bool is_error = false;
  std::string text;  ///< without "error: " and the newline
};

/// Messages of librpm, limited in size: a spec that warns in a loop must not fill the memory.
class Messages {
 public:
  /// For librpm's log callback.
  void take(bool is_error, std::string_view text);
  const std::vector<Message>& list() const { return m_list; }

 private:
  std::vector<Message> m_list;
  size_t m_bytes = 0;
};

/// Configures librpm for one target and collects its messages during its lifetime. librpm keeps this in
/// globals, so only one session at a time.
class SpecSession {
 public:
  SpecSession(const Macros& macros, const std::string& target);
  ~SpecSession();
  SpecSession(const SpecSession&) = delete;
  SpecSession& operator=(const SpecSession&) = delete;

  const std::vector<Message>& messages() const { return m_messages.list(); }

 private:
  Messages m_messages;
};

/// The Error for a spec that librpm rejected: the first error message with a line, at its position, with all
/// messages as notes.
Error spec_error(const fs::path& spec, const std::string& doing, const std::vector<Message>& messages);

/// Finds the line that sets a source or patch, counting unnumbered tags like rpm; 0 if there is none.
class SourceLines {
 public:
  explicit SourceLines(std::string_view spec_text);
  int find(SpecSource::Kind kind, int number, const std::string& value) const;

 private:
  struct Entry {
    SpecSource::Kind kind;
    int number;
    int line;
    std::string value;  // as written
  };
  std::vector<Entry> m_entries;
};

}  // namespace rpmworks::rpm
