// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace rpmworks::config {

/// A line and a column, both from 1.
struct Mark {
  int line = 0;
  int column = 0;
};

/// One value of a YAML text. Aliases share their node, so memory is bounded by a constant factor of the
/// file's size.
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
  bool quoted = false;  ///< of scalars: quoted, or written as a block
  std::vector<std::shared_ptr<const Node>> items;
  std::vector<Entry> entries;  ///< in written order, with merged ones (`<<`) last
};

/// What a kind of file may contain. The defaults are far above any real product, and small enough that a
/// hostile file costs only milliseconds.
struct DocumentLimits {
  size_t bytes = 4UL * 1024 * 1024;
  size_t values = 200'000;
  std::string hint_if_empty = "docs/repos-yaml.md describes its content; the first line is `schema: 1`";
};

/// A YAML text as a tree whose nodes know their position.
class Document {
 public:
  /// Throws Error(invalid) with the position for invalid YAML, more than one document, a duplicate key (YAML
  /// libraries silently use the last one), a key that is not plain text, an alias to itself, and a text that
  /// exceeds the limits of size, depth or number of values.
  Document(std::string text, std::string file_name, DocumentLimits limits = {});

  const Node& root() const { return *m_root; }
  SourcePosition position(Mark mark) const;
  /// Whether the quote that starts at `mark`, if any, is closed.
  bool is_closed(Mark mark) const;

 private:
  void read();
  Mark mark_of(size_t offset) const;
  void require_text() const;

  std::string m_text;
  std::vector<size_t> m_lines;  ///< offset of each line
  std::string m_file_name;
  DocumentLimits m_limits;
  std::shared_ptr<const Node> m_root;
};

}  // namespace rpmworks::config
