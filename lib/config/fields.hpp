// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/document.hpp"

namespace rpmworks::config {

/// Reads the entries of a mapping by name and type. Every error is an Error(invalid) with a position.
class Fields {
 public:
  /// `where` is the position of the mapping's key. `of` names the mapping in messages ("target 'centos6'");
  /// empty for the whole file. Throws if the node is not a mapping or has entries that are not in `known`.
  Fields(const Document& document, const Node& node, Mark where, std::string of,
         std::vector<std::string> known);

  bool has(const std::string& name) const { return find(name) != nullptr; }
  /// The position of an entry's key.
  SourcePosition where(const std::string& name) const;
  /// The position of the mapping's own key.
  SourcePosition where() const { return m_document.position(m_where); }

  /// A single value as text; numbers and booleans are returned as written.
  std::optional<Located<std::string>> text(const std::string& name) const;
  Located<std::string> required_text(const std::string& name, const std::string& hint = {}) const;
  /// One of the given words; `fallback` if missing.
  std::string one_of(const std::string& name, const std::vector<std::string>& words,
                     const std::string& fallback) const;
  /// A boolean; false if missing.
  bool flag(const std::string& name) const;
  /// A boolean; nothing if missing.
  std::optional<bool> choice(const std::string& name) const;
  /// Whether an entry exists and is a mapping.
  bool is_mapping(const std::string& name) const;
  /// A list of texts; empty if missing. Duplicates are an error.
  std::vector<Located<std::string>> list(const std::string& name) const;
  /// Same, but a single text is a list of one.
  std::vector<Located<std::string>> text_or_list(const std::string& name) const;
  /// A mapping from names to texts, in written order; empty if missing.
  std::vector<std::pair<Located<std::string>, Located<std::string>>> texts(const std::string& name) const;
  /// Calls `visit` with the name, value and position of each entry of a mapping.
  void each(const std::string& name,
            const std::function<void(const Located<std::string>&, const Node&, Mark)>& visit) const;
  /// A nested mapping.
  std::optional<Fields> fields(const std::string& name, const std::string& of,
                               std::vector<std::string> known) const;

  /// The entries of a mapping whose names the user chooses; empty if missing.
  Fields entries(const std::string& name) const;
  /// The names of all entries, in written order.
  std::vector<Located<std::string>> names() const;
  /// A list of mappings, each called `kind` in messages; empty if missing.
  std::vector<Fields> items(const std::string& name, const std::string& kind,
                            const std::vector<std::string>& known) const;
  /// Calls `on_text` for each text of a list and `on_mapping` for each mapping of `known` in it.
  void each_item(const std::string& name, const std::vector<std::string>& known,
                 const std::function<void(const Located<std::string>&)>& on_text,
                 const std::function<void(const Fields&)>& on_mapping) const;

  /// "'trust' is missing in upstream 'epel6'"
  Error missing(const std::string& name) const;
  /// Throws if an entry exists that conflicts with another one.
  void refuse(const std::string& name, const std::string& why) const;
  /// "'trust' of upstream 'epel6'"
  std::string named(const std::string& name) const;

 private:
  const Node::Entry* find(const std::string& name) const;
  Located<std::string> scalar(const Node& node, Mark key, const std::string& what) const;
  const Node* mapping(const std::string& name) const;
  const Node* text_list(const std::string& name) const;

  const Document& m_document;
  const Node& m_node;
  Mark m_where;
  std::string m_of;
};

/// Throws Error(invalid) unless the text is one of the given words: "'from' of section 'a' is 'build'".
void require_word(const Located<std::string>& text, const std::vector<std::string>& words,
                  const std::string& what);

/// Throws Error(invalid) for an undefined name: "unknown key 'epel7'", with the nearest name, or all names,
/// as a hint.
[[noreturn]] void throw_unknown_name(const Located<std::string>& name, const std::string& kind,
                                     const std::vector<std::string>& names);

}  // namespace rpmworks::config
