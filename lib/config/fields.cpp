// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "config/values.hpp"
#include "core/text.hpp"

namespace rpmworks::config {

namespace {

std::string nearest(const std::string& word, const std::vector<std::string>& names, const std::string& all) {
  return did_you_mean(word, names).value_or(all);
}

const char* kind_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::scalar:
      return "a single value";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::mapping:
      return "a mapping";
  }
  return "";
}

}  // namespace

Fields::Fields(const Document& document, const Node& node, Mark where, std::string of,
               std::vector<std::string> known)
    : m_document(document), m_node(node), m_where(where), m_of(std::move(of)) {
  const std::string whole = m_of.empty() ? "the file" : m_of;
  if (node.kind == Node::Kind::null)
    throw Error(ExitCode::invalid, fmt::format("{} has no value", whole))
        .at(document.position(where))
        .hint(fmt::format("write a mapping of {}", fmt::join(known, ", ")));
  if (node.kind != Node::Kind::mapping)
    throw Error(ExitCode::invalid, fmt::format("{} must be a mapping of {}, not {}", whole,
                                               fmt::join(known, ", "), kind_of(node)))
        .at(document.position(node.mark));
  for (const auto& entry : node.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    throw Error(ExitCode::invalid,
                fmt::format("unknown key {}{}", shown(entry.key), m_of.empty() ? "" : " in " + m_of))
        .at(document.position(entry.mark))
        .hint(nearest(entry.key, known, fmt::format("known keys: {}", fmt::join(known, ", "))));
  }
}

const Node::Entry* Fields::find(const std::string& name) const {
  for (const auto& entry : m_node.entries)
    if (entry.key == name) return &entry;
  return nullptr;
}

std::string Fields::named(const std::string& name) const {
  return m_of.empty() ? fmt::format("'{}'", name) : fmt::format("'{}' of {}", name, m_of);
}

SourcePosition Fields::where(const std::string& name) const {
  const Node::Entry* entry = find(name);
  return entry ? m_document.position(entry->mark) : where();
}

Located<std::string> Fields::scalar(const Node& node, Mark key, const std::string& what) const {
  if (node.kind == Node::Kind::scalar) return {node.scalar, m_document.position(node.mark)};
  if (node.kind == Node::Kind::null)
    throw Error(ExitCode::invalid, fmt::format("{} has no value", what))
        .at(m_document.position(key))
        .hint("write a value, or remove the key");
  throw Error(ExitCode::invalid, fmt::format("{} must be a single value, not {}", what, kind_of(node)))
      .at(m_document.position(node.mark));
}

std::optional<Located<std::string>> Fields::text(const std::string& name) const {
  const Node::Entry* entry = find(name);
  if (!entry) return std::nullopt;
  return scalar(*entry->value, entry->mark, named(name));
}

Located<std::string> Fields::required_text(const std::string& name, const std::string& hint) const {
  auto value = text(name);
  if (value) return *value;
  throw missing(name).hint(hint);
}

std::string Fields::one_of(const std::string& name, const std::vector<std::string>& words,
                           const std::string& fallback) const {
  const auto value = text(name);
  if (!value) return fallback;
  require_word(*value, words, named(name));
  return **value;
}

bool Fields::flag(const std::string& name) const {
  return one_of(name, {"true", "false"}, "false") == "true";
}

std::optional<bool> Fields::choice(const std::string& name) const {
  const std::string word = one_of(name, {"true", "false"}, "");
  return word.empty() ? std::nullopt : std::optional(word == "true");
}

bool Fields::is_mapping(const std::string& name) const {
  const Node::Entry* entry = find(name);
  return entry && entry->value->kind == Node::Kind::mapping;
}

// A list that may contain texts; null if there is none.
const Node* Fields::text_list(const std::string& name) const {
  const Node::Entry* entry = find(name);
  if (!entry || entry->value->kind == Node::Kind::null) return nullptr;
  const Node& node = *entry->value;
  if (node.kind == Node::Kind::list) return &node;
  Error error = Error(ExitCode::invalid, fmt::format("{} must be a list, not {}", named(name), kind_of(node)))
                    .at(m_document.position(node.mark));
  if (node.kind == Node::Kind::scalar)
    throw std::move(error).hint(fmt::format("write {}: [{}]", name, node.scalar));
  throw error;
}

std::vector<Located<std::string>> Fields::list(const std::string& name) const {
  std::vector<Located<std::string>> values;
  const Node* node = text_list(name);
  if (!node) return values;
  std::set<std::string> seen;
  for (const auto& item : node->items) {
    auto value = scalar(*item, item->mark, fmt::format("an item of {}", named(name)));
    if (!seen.insert(*value).second)
      throw Error(ExitCode::invalid, fmt::format("{} is listed twice in {}", shown(*value), named(name)))
          .at(value.where);
    values.push_back(std::move(value));
  }
  return values;
}

std::vector<Located<std::string>> Fields::text_or_list(const std::string& name) const {
  const Node::Entry* entry = find(name);
  if (!entry || entry->value->kind == Node::Kind::list) return list(name);
  return {scalar(*entry->value, entry->mark, named(name))};
}

const Node* Fields::mapping(const std::string& name) const {
  const Node::Entry* entry = find(name);
  // A key whose entries are all commented out has no value. That is allowed.
  if (!entry || entry->value->kind == Node::Kind::null) return nullptr;
  if (entry->value->kind == Node::Kind::mapping) return entry->value.get();
  throw Error(ExitCode::invalid,
              fmt::format("{} must be a mapping of names, not {}", named(name), kind_of(*entry->value)))
      .at(m_document.position(entry->value->mark));
}

std::vector<std::pair<Located<std::string>, Located<std::string>>> Fields::texts(
    const std::string& name) const {
  std::vector<std::pair<Located<std::string>, Located<std::string>>> values;
  const Node* node = mapping(name);
  if (!node) return values;
  for (const auto& entry : node->entries)
    values.emplace_back(
        Located<std::string>{entry.key, m_document.position(entry.mark)},
        scalar(*entry.value, entry.mark, fmt::format("{} in {}", shown(entry.key), named(name))));
  return values;
}

void Fields::each(const std::string& name,
                  const std::function<void(const Located<std::string>&, const Node&, Mark)>& visit) const {
  const Node* node = mapping(name);
  if (!node) return;
  for (const auto& entry : node->entries)
    visit({entry.key, m_document.position(entry.mark)}, *entry.value, entry.mark);
}

std::optional<Fields> Fields::fields(const std::string& name, const std::string& of,
                                     std::vector<std::string> known) const {
  const Node::Entry* entry = find(name);
  if (!entry) return std::nullopt;
  return Fields(m_document, *entry->value, entry->mark, of, std::move(known));
}

Fields Fields::entries(const std::string& name) const {
  static const Node nothing{.kind = Node::Kind::mapping};
  const Node* node = mapping(name);
  if (!node) return Fields(m_document, nothing, m_where, named(name), {});
  std::vector<std::string> known;
  for (const auto& entry : node->entries) known.push_back(entry.key);
  return Fields(m_document, *node, find(name)->mark, named(name), std::move(known));
}

std::vector<Located<std::string>> Fields::names() const {
  std::vector<Located<std::string>> names;
  for (const auto& entry : m_node.entries) names.push_back({entry.key, m_document.position(entry.mark)});
  return names;
}

std::vector<Fields> Fields::items(const std::string& name, const std::string& kind,
                                  const std::vector<std::string>& known) const {
  std::vector<Fields> items;
  const Node::Entry* entry = find(name);
  if (!entry || entry->value->kind == Node::Kind::null) return items;
  if (entry->value->kind != Node::Kind::list)
    throw Error(ExitCode::invalid,
                fmt::format("{} must be a list, not {}", named(name), kind_of(*entry->value)))
        .at(m_document.position(entry->value->mark));
  for (const auto& item : entry->value->items)
    items.emplace_back(m_document, *item, item->mark, fmt::format("{} {}", kind, items.size() + 1), known);
  return items;
}

void Fields::each_item(const std::string& name, const std::vector<std::string>& known,
                       const std::function<void(const Located<std::string>&)>& on_text,
                       const std::function<void(const Fields&)>& on_mapping) const {
  const Node* node = text_list(name);
  if (!node) return;
  size_t number = 0;
  for (const auto& item : node->items) {
    const std::string of = fmt::format("entry {} of {}", ++number, named(name));
    if (item->kind == Node::Kind::mapping)
      on_mapping(Fields(m_document, *item, item->mark, of, known));
    else
      on_text(scalar(*item, item->mark, of));
  }
}

Error Fields::missing(const std::string& name) const {
  return Error(ExitCode::invalid, fmt::format("'{}' is missing{}", name, m_of.empty() ? "" : " in " + m_of))
      .at(where());
}

void Fields::refuse(const std::string& name, const std::string& why) const {
  if (has(name))
    throw Error(ExitCode::invalid, fmt::format("{} {}", named(name), why)).at(where(name)).hint("remove it");
}

void require_word(const Located<std::string>& text, const std::vector<std::string>& words,
                  const std::string& what) {
  if (std::find(words.begin(), words.end(), *text) != words.end()) return;
  const std::string all = words.size() == 1 ? fmt::format("only {} is allowed", words.front())
                                            : fmt::format("use one of: {}", fmt::join(words, ", "));
  throw Error(ExitCode::invalid, fmt::format("{} is {}", what, shown(*text)))
      .at(text.where)
      .hint(nearest(*text, words, all));
}

void throw_unknown_name(const Located<std::string>& name, const std::string& kind,
                        const std::vector<std::string>& names) {
  throw Error(ExitCode::invalid, fmt::format("no {} is named {}", kind, shown(*name)))
      .at(name.where)
      .hint(nearest(*name, names,
                    names.empty() ? fmt::format("no {} is defined", kind)
                                  : fmt::format("known {}s: {}", kind, fmt::join(names, ", "))));
}

}  // namespace rpmworks::config
