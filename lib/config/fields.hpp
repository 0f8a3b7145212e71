// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/document.hpp"

namespace rpmworks::config {

/// The entries of one mapping, asked for by name and type. Every complaint is an Error(invalid) at the place
/// of what is wrong.
class Fields {
 public:
  /// `where` is where the mapping is introduced (its key); `of` names it in messages ("target 'centos6'"),
  /// empty for the whole file. Throws for anything but a mapping and for entries that are not `known`.
  Fields(const Document& document, const Node& node, Mark where, std::string of,
         std::vector<std::string> known);

  bool has(const std::string& name) const { return find(name) != nullptr; }
  /// Where an entry's key stands.
  SourcePosition where(const std::string& name) const;
  /// Where the mapping itself is introduced.
  SourcePosition where() const { return m_document.position(m_where); }

  /// A single value as text: YAML's numbers and truth values are taken as they are written.
  std::optional<Located<std::string>> text(const std::string& name) const;
  Located<std::string> required_text(const std::string& name, const std::string& hint = {}) const;
  /// One of some words; `fallback` when it is not there.
  std::string one_of(const std::string& name, const std::vector<std::string>& words,
                     const std::string& fallback) const;
  /// `true` or `false`, the latter when it is not there.
  bool flag(const std::string& name) const;
  /// `true` or `false`; nothing when it is not there.
  std::optional<bool> choice(const std::string& name) const;
  /// Whether an entry is there and is a mapping.
  bool is_mapping(const std::string& name) const;
  /// A list of texts; empty when it is not there. Nothing may be in it twice.
  std::vector<Located<std::string>> list(const std::string& name) const;
  /// A mapping from names to texts, in the order written; empty when it is not there.
  std::vector<std::pair<Located<std::string>, Located<std::string>>> texts(const std::string& name) const;
  /// Calls `each` with the name, the value and the place of every entry of a mapping of things.
  void each(const std::string& name,
            const std::function<void(const Located<std::string>&, const Node&, Mark)>& visit) const;
  /// A mapping within this one.
  std::optional<Fields> fields(const std::string& name, const std::string& of,
                               std::vector<std::string> known) const;

  /// The entries of a mapping whose names are the user's own; empty when it is not there.
  Fields entries(const std::string& name) const;
  /// The names of all entries, in the order written.
  std::vector<Located<std::string>> names() const;
  /// A list of mappings, each called `kind` in messages; empty when it is not there.
  std::vector<Fields> items(const std::string& name, const std::string& kind,
                            const std::vector<std::string>& known) const;

  /// "'trust' is missing in upstream 'epel6'"
  Error missing(const std::string& name) const;
  /// Throws when an entry is there that makes no sense beside another.
  void refuse(const std::string& name, const std::string& why) const;
  /// "'trust' of upstream 'epel6'"
  std::string named(const std::string& name) const;

 private:
  const Node::Entry* find(const std::string& name) const;
  Located<std::string> scalar(const Node& node, Mark key, const std::string& what) const;
  const Node* mapping(const std::string& name) const;

  const Document& m_document;
  const Node& m_node;
  Mark m_where;
  std::string m_of;
};

/// Throws Error(invalid) at a name that nothing bears: "no key is named 'epel7'", with the nearest name or
/// all of them as hint.
[[noreturn]] void throw_unknown_name(const Located<std::string>& name, const std::string& kind,
                                     const std::vector<std::string>& names);

}  // namespace rpmworks::config
