// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace rpmworks::config {

/// A line and a column in the text, both from 1.
struct Mark {
  int line = 0;
  int column = 0;
};

/// One value of a YAML text. Aliases share their node, so a text is never larger in memory than on disk by
/// more than a constant factor.
struct Node {
  enum class Kind { null, scalar, list, mapping };
  struct Entry {
    std::string key;
    Mark mark;  ///< of the key
    std::shared_ptr<const Node> value;
  };

  Kind kind = Kind::null;
  Mark mark;
  std::string scalar;
  bool quoted = false;  ///< of scalars: written with quotes or as a block
  std::vector<std::shared_ptr<const Node>> items;
  std::vector<Entry> entries;  ///< in the order written; merged ones (`<<`) last
};

/// A YAML text as a tree whose every node knows where it was written.
class Document {
 public:
  /// Throws Error(invalid) with the place for what is not YAML, more than one document, a key written twice
  /// (YAML libraries let the last one win silently), a key that is not plain text, an alias to itself, and
  /// for texts beyond the limits of size, depth and number of values.
  Document(std::string text, std::string file_name);

  const Node& root() const { return *m_root; }
  SourcePosition position(Mark mark) const;
  /// Whether the quote that opens at `mark`, if there is one, closes again.
  bool is_closed(Mark mark) const;

 private:
  void read();
  Mark mark_of(size_t offset) const;
  void require_text() const;

  std::string m_text;
  std::vector<size_t> m_lines;  ///< where each line begins
  std::string m_file_name;
  std::shared_ptr<const Node> m_root;
};

}  // namespace rpmworks::config
