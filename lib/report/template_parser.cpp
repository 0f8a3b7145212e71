// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/template_parser.hpp"

#include <fmt/format.h>

#include <cctype>
#include <iterator>
#include <stdexcept>

#include "core/text.hpp"
#include "report/web_files.hpp"

namespace rpmworks::report {

namespace {

constexpr std::string_view k_open = "{{";
constexpr std::string_view k_close = "}}";

[[noreturn]] void broken_template(std::string_view what, std::string_view name) {
  throw std::logic_error(fmt::format("template: {}: {}", name, what));
}

bool is_address_or_code(std::string_view attribute) {
  return attribute.starts_with("on") || attribute == "style" || attribute == "src" || attribute == "action" ||
         attribute == "srcset" || attribute == "formaction";
}

}  // namespace

Template::Parser::Tag Template::Parser::read_tag(size_t begin) const {
  const size_t close = m_text.find(k_close, begin);
  if (close == std::string_view::npos) broken_template("a tag is not closed", m_text.substr(begin, 20));
  std::string_view inside = m_text.substr(begin + k_open.size(), close - begin - k_open.size());
  Tag tag{.begin = begin, .end = close + k_close.size()};
  if (!inside.empty() && std::string_view("#^/>!").find(inside.front()) != std::string_view::npos) {
    tag.kind = inside.front();
    inside.remove_prefix(1);
  }
  tag.name = trim(inside);
  if (tag.kind == 0) return tag;
  // Alone on its line?
  size_t first = begin;
  while (first > 0 && (m_text[first - 1] == ' ' || m_text[first - 1] == '\t')) --first;
  const bool is_first = first == 0 || m_text[first - 1] == '\n';
  if (is_first && tag.end < m_text.size() && m_text[tag.end] == '\n') {
    tag.begin = first;
    ++tag.end;
  }
  return tag;
}

void Template::Parser::read_literal(std::string_view html) {
  std::string word;
  for (const char c : html) {
    if (m_is_quoted) {
      m_is_quoted = c != '"';
    } else if (!m_is_in_tag) {
      m_is_in_tag = c == '<';
      word.clear();
    } else if (c == '>') {
      m_is_in_tag = false;
    } else if (c == '"') {
      m_is_quoted = true;
      m_attribute = word;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      word.clear();
    } else if (c != '=') {
      word += c;
    }
  }
}

Template::Place Template::Parser::place(const std::string& name) const {
  if (!m_is_in_tag) return Place::text;
  if (!m_is_quoted) broken_template("a value in a tag must be in a quoted attribute", name);
  if (is_address_or_code(m_attribute))
    broken_template(fmt::format("no value may be inserted into the attribute {}", m_attribute), name);
  return m_attribute == "href" ? Place::link : Place::attribute;
}

std::vector<Template::Node> Template::Parser::read(const std::string& section) {
  std::vector<Node> nodes;
  while (true) {
    const size_t next = m_text.find(k_open, m_at);
    const auto add_literal = [&](size_t end) {
      const std::string_view html = m_text.substr(m_at, end - m_at);
      read_literal(html);
      if (!html.empty()) nodes.push_back({.text = std::string(html)});
    };
    if (next == std::string_view::npos) {
      if (!section.empty()) broken_template("the section is not closed", section);
      add_literal(m_text.size());
      return nodes;
    }
    const Tag tag = read_tag(next);
    add_literal(tag.begin);
    m_at = tag.end;
    if (tag.kind == '/') {
      if (tag.name != section) broken_template("it closes another section", tag.name);
      return nodes;
    }
    if (tag.kind == '>') {
      auto other = Parser(web_file(tag.name)).run();
      nodes.insert(nodes.end(), std::make_move_iterator(other.begin()), std::make_move_iterator(other.end()));
    } else if (tag.kind == '#' || tag.kind == '^') {
      Node node{.kind = tag.kind == '#' ? Node::Kind::section : Node::Kind::inverted, .text = tag.name};
      node.inside = read(tag.name);
      nodes.push_back(std::move(node));
    } else if (tag.kind == 0) {
      nodes.push_back({.kind = Node::Kind::value, .text = tag.name, .place = place(tag.name)});
    }
  }
}

std::vector<Template::Node> Template::Parser::run() {
  return read("");
}

}  // namespace rpmworks::report
