// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::rpm {

/// One message of librpm while it parses or builds.
struct Message {
  bool is_error = false;
  std::string text;  ///< without "error: " and the newline
};

/// The messages of librpm, within bounds: a spec that warns in a loop fills no memory.
class Messages {
 public:
  /// Called by librpm's log.
  void take(bool is_error, std::string_view text);
  const std::vector<Message>& list() const { return m_list; }

 private:
  std::vector<Message> m_list;
  size_t m_bytes = 0;
};

/// librpm configured afresh for one target, its messages collected, for as long as the object lives. librpm
/// keeps all of this in globals: one session at a time.
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

/// The Error for a spec that librpm refused: the first message that is an error and names a line, its place,
/// and every message as a note.
Error spec_error(const fs::path& spec, const std::string& doing, const std::vector<Message>& messages);

/// The line of `text` that names source or patch `number`, counting unnumbered tags as rpm does; 0 when none
/// does.
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
