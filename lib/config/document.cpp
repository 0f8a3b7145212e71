// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string_view>
#include <unordered_map>

#include "config/values.hpp"

namespace rpmworks::config {

namespace {

constexpr size_t k_deepest = 32;
constexpr size_t k_longest_shown_line = 240;

Mark from_yaml(const YAML::Mark& mark) {
  return mark.is_null() ? Mark{} : Mark{mark.line + 1, mark.column + 1};
}

// Builds the tree from the parser's events. yaml-cpp's own tree does not keep the positions of keys and
// silently accepts duplicate keys.
class Builder : public YAML::EventHandler {
 public:
  Builder(const Document& document, size_t most_values) : m_document(document), m_most_values(most_values) {}

  std::shared_ptr<const Node> root() const { return m_root; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (expects_key()) throw error("missing key", mark);
    attach(make(Node::Kind::null, mark, anchor));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (expects_key()) throw error("an alias cannot be a key", mark).hint("write the key itself");
    const auto found = m_anchors.find(anchor);
    if (found == m_anchors.end() || is_open(found->second))
      throw error("this alias is inside the value it refers to", mark).hint("write the value itself");
    attach(found->second);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    const auto control = std::find_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f;
    });
    if (control != text.end()) throw error("control character in text", mark);
    if (!m_document.is_closed(from_yaml(mark))) throw error("unterminated quote", mark);
    if (expects_key()) {
      key(mark, text, tag == "!");
      return;
    }
    const auto node = make(Node::Kind::scalar, mark, anchor);
    node->scalar = text;
    node->quoted = tag == "!";
    attach(node);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(make(Node::Kind::list, mark, anchor), mark);
  }
  void OnSequenceEnd() override { m_open.pop_back(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(make(Node::Kind::mapping, mark, anchor), mark);
  }
  void OnMapEnd() override {
    merge(m_open.back());
    m_open.pop_back();
  }

 private:
  struct Open {
    std::shared_ptr<Node> node;
    std::unordered_map<std::string, Mark> keys;
    bool key_pending = false;                 ///< a key was read, but not yet its value
    bool merge_pending = false;               ///< and that key is `<<`
    std::shared_ptr<const Node> merged_from;  ///< the value of `<<`
  };

  Error error(std::string what, const YAML::Mark& mark) const {
    return Error(ExitCode::invalid, std::move(what)).at(m_document.position(from_yaml(mark)));
  }

  bool expects_key() const {
    return !m_open.empty() && m_open.back().node->kind == Node::Kind::mapping && !m_open.back().key_pending;
  }

  bool is_open(const std::shared_ptr<const Node>& node) const {
    return std::any_of(m_open.begin(), m_open.end(), [&](const Open& open) { return open.node == node; });
  }

  void count(size_t values, const Mark mark) {
    m_values += values;
    if (m_values > m_most_values)
      throw Error(ExitCode::invalid, fmt::format("more than {} values", m_most_values))
          .at(m_document.position(mark));
  }

  std::shared_ptr<Node> make(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    count(1, from_yaml(mark));
    auto node = std::make_shared<Node>();
    node->kind = kind;
    node->mark = from_yaml(mark);
    if (anchor != YAML::NullAnchor) m_anchors[anchor] = node;
    return node;
  }

  void key(const YAML::Mark& mark, const std::string& text, bool quoted) {
    count(1, from_yaml(mark));
    Open& map = m_open.back();
    const auto [first, is_new] = map.keys.emplace(text, from_yaml(mark));
    if (!is_new)
      throw error(fmt::format("duplicate key {}", shown(text)), mark)
          .note(fmt::format("first defined in line {}", first->second.line))
          .hint("remove one of the two");
    map.key_pending = true;
    map.merge_pending = text == "<<" && !quoted;
    if (!map.merge_pending) map.node->entries.push_back({text, from_yaml(mark), nullptr});
  }

  void open(const std::shared_ptr<Node>& node, const YAML::Mark& mark) {
    if (expects_key()) throw error("a key must be plain text, not a list or a mapping", mark);
    if (m_open.size() >= k_deepest)
      throw error(fmt::format("nested more than {} levels deep", k_deepest), mark);
    attach(node);
    m_open.push_back({.node = node});
  }

  void attach(const std::shared_ptr<const Node>& node) {
    if (m_open.empty()) {
      m_root = node;
      return;
    }
    Open& parent = m_open.back();
    if (parent.node->kind == Node::Kind::list) {
      parent.node->items.push_back(node);
      return;
    }
    parent.key_pending = false;
    if (parent.merge_pending)
      parent.merged_from = node;
    else
      parent.node->entries.back().value = node;
  }

  // `<<: *base` and `<<: [*a, *b]` (https://yaml.org/type/merge.html): keys of this mapping win, then earlier
  // ones of the list. Each merged entry counts against the limit, so nested merges cannot grow faster.
  void merge(Open& map) {
    if (!map.merged_from) return;
    const Node& from = *map.merged_from;
    const bool is_list = from.kind == Node::Kind::list;
    if (!is_list && from.kind != Node::Kind::mapping) throw no_mapping(from.mark);
    if (!is_list) return merge_one(map, from);
    for (const auto& item : from.items) {
      if (item->kind != Node::Kind::mapping) throw no_mapping(item->mark);
      merge_one(map, *item);
    }
  }

  void merge_one(Open& map, const Node& from) {
    count(from.entries.size() + 1, map.node->mark);
    for (const auto& entry : from.entries)
      if (map.keys.emplace(entry.key, entry.mark).second) map.node->entries.push_back(entry);
  }

  Error no_mapping(Mark mark) const {
    return Error(ExitCode::invalid, "'<<' merges mappings only").at(m_document.position(mark));
  }

  const Document& m_document;
  size_t m_most_values;
  std::shared_ptr<const Node> m_root;
  std::vector<Open> m_open;
  std::unordered_map<YAML::anchor_t, std::shared_ptr<const Node>> m_anchors;
  size_t m_values = 0;
};

// The offset of the first byte that is not valid UTF-8 (RFC 3629) or is a control character, or npos.
size_t first_bad_byte(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const bool control = (lead < 0x20 && lead != '\t' && lead != '\n' && lead != '\r') || lead == 0x7f;
    if (control) return i;
    const size_t length = lead < 0x80   ? 1
                          : lead < 0xc2 ? 0
                          : lead < 0xe0 ? 2
                          : lead < 0xf0 ? 3
                          : lead < 0xf5 ? 4
                                        : 0;
    if (length == 0 || i + length > text.size()) return i;
    for (size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return i;
    const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
    const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool beyond = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
    if (overlong || beyond) return i;
    i += length;
  }
  return std::string_view::npos;
}

// The usual cause of an error of the parser at a column of a line.
std::string hint_for(const std::string& message, std::string_view line, int column) {
  const size_t indent = line.find_first_not_of(' ');
  if (indent != std::string_view::npos && line[indent] == '\t')
    return "indent with spaces: YAML allows no tabs there";
  if (message == YAML::ErrorMsg::END_OF_MAP_FLOW || message == YAML::ErrorMsg::END_OF_SEQ_FLOW)
    return "close the '{' or '[' above";
  if (message == YAML::ErrorMsg::END_OF_MAP || message == YAML::ErrorMsg::END_OF_SEQ)
    return "check the indentation of this line and of those above";
  if (message == YAML::ErrorMsg::MAP_VALUE)
    return "check the indentation; put quotes around a text that contains ': '";
  if (message == YAML::ErrorMsg::UNKNOWN_ANCHOR || message == YAML::ErrorMsg::ALIAS_NOT_FOUND ||
      message == YAML::ErrorMsg::CHAR_IN_ALIAS)
    return "put quotes around a text that starts with '*'";
  const size_t at = static_cast<size_t>(std::max(column, 1)) - 1;
  if (message == YAML::ErrorMsg::UNKNOWN_TOKEN && at < line.size())
    return fmt::format("put quotes around a text that starts with '{}'", line[at]);
  return {};
}

}  // namespace

Document::Document(std::string text, std::string file_name, DocumentLimits limits)
    : m_text(std::move(text)), m_file_name(std::move(file_name)), m_limits(std::move(limits)) {
  if (m_text.size() > m_limits.bytes)
    throw Error(ExitCode::invalid, fmt::format("larger than {} MiB", m_limits.bytes / 1024 / 1024))
        .at({.file = m_file_name});
  m_lines.push_back(0);
  for (size_t at = m_text.find('\n'); at != std::string::npos; at = m_text.find('\n', at + 1))
    m_lines.push_back(at + 1);
  require_text();
  read();
}

void Document::require_text() const {
  const size_t bad = first_bad_byte(m_text);
  if (bad == std::string::npos) return;
  throw Error(ExitCode::invalid,
              fmt::format("invalid byte 0x{:02x}", static_cast<unsigned char>(m_text[bad])))
      .at(position(mark_of(bad)))
      .hint("the file must be UTF-8 without control characters");
}

void Document::read() {
  std::istringstream stream(m_text);
  Builder builder(*this, m_limits.values);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    m_root = builder.root();
    Builder second(*this, m_limits.values);
    if (m_root && parser.HandleNextDocument(second) && second.root())
      throw Error(ExitCode::invalid, "a second YAML document starts here")
          .at(position(second.root()->mark))
          .hint("keep one document, without '---' between its parts");
  } catch (const YAML::Exception& failure) {
    const SourcePosition where = position(from_yaml(failure.mark));
    Error error = Error(ExitCode::invalid, fmt::format("not valid YAML: {}", failure.msg)).at(where);
    if (const std::string hint = hint_for(failure.msg, where.text, where.column); !hint.empty())
      throw std::move(error).hint(hint);
    throw error;
  }
  if (!m_root)
    throw Error(ExitCode::invalid, "the file is empty")
        .at({.file = m_file_name})
        .hint(m_limits.hint_if_empty);
}

// If the closing quote is missing, yaml-cpp accepts the rest of the file as the text.
bool Document::is_closed(Mark mark) const {
  size_t at = m_lines.at(static_cast<size_t>(mark.line) - 1) + static_cast<size_t>(mark.column) - 1;
  if (at >= m_text.size() || (m_text[at] != '"' && m_text[at] != '\'')) return true;
  const char quote = m_text[at++];
  for (; at < m_text.size(); ++at) {
    const bool escape = quote == '"' && m_text[at] == '\\';
    const bool doubled = quote == '\'' && m_text.compare(at, 2, "''") == 0;
    if (escape || doubled)
      ++at;
    else if (m_text[at] == quote)
      return true;
  }
  return false;
}

Mark Document::mark_of(size_t offset) const {
  const auto line = std::upper_bound(m_lines.begin(), m_lines.end(), offset);
  return {static_cast<int>(line - m_lines.begin()), static_cast<int>(offset - *(line - 1)) + 1};
}

SourcePosition Document::position(Mark mark) const {
  SourcePosition where{.file = m_file_name, .line = mark.line, .column = mark.column};
  if (mark.line < 1 || static_cast<size_t>(mark.line) > m_lines.size()) return where;
  const size_t begin = m_lines[static_cast<size_t>(mark.line) - 1];
  std::string line = m_text.substr(begin, m_text.find('\n', begin) - begin);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.size() <= k_longest_shown_line && first_bad_byte(line) == std::string::npos) where.text = line;
  return where;
}

}  // namespace rpmworks::config
