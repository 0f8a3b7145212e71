// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/json_node.hpp"

#include <fmt/format.h>

#include "core/json_position.hpp"
#include "core/text.hpp"

namespace rpmworks::audit {

JsonDocument JsonDocument::parse(std::string text, std::string file, std::string format) {
  JsonDocument document{
      .text = std::move(text), .file = std::move(file), .format = std::move(format), .root = {}};
  try {
    document.root = Json::parse(document.text);
  } catch (const JsonError& error) {
    throw Error(ExitCode::invalid, fmt::format("this is not {}: {}", document.format, error.what()))
        .at(position_of_byte(document.text, error.byte() > 0 ? error.byte() - 1 : 0, document.file))
        .hint("download the file again, or leave it out");
  }
  return document;
}

JsonNode JsonNode::operator[](std::string_view name) const {
  if (!m_json->is_object()) throw error("an object was expected here");
  if (const Json* const value = m_json->find(name)) return {*value, *m_document};
  throw error(fmt::format("'{}' is missing", name));
}

std::optional<JsonNode> JsonNode::find(std::string_view name) const {
  if (!m_json->is_object()) throw error("an object was expected here");
  const Json* const value = m_json->find(name);
  // OSV allows null for a member that is not there.
  return value && !value->is_null() ? std::optional(JsonNode(*value, *m_document)) : std::nullopt;
}

std::vector<JsonNode> JsonNode::elements() const {
  if (!m_json->is_array()) throw error("a list was expected here");
  std::vector<JsonNode> nodes;
  for (const Json& value : *m_json) nodes.push_back({value, *m_document});
  return nodes;
}

std::vector<JsonNode> JsonNode::elements_of(std::string_view name) const {
  const auto member = find(name);
  return member ? member->elements() : std::vector<JsonNode>();
}

const std::string& JsonNode::text() const {
  if (!m_json->is_string()) throw error("a text was expected here");
  return m_json->text();
}

std::string JsonNode::text_of(std::string_view name) const {
  const auto member = find(name);
  return member ? member->text() : std::string();
}

std::vector<std::string> JsonNode::texts_of(std::string_view name) const {
  std::vector<std::string> texts;
  for (const JsonNode& node : elements_of(name)) texts.push_back(node.text());
  return texts;
}

Error JsonNode::error(const std::string& what) const {
  const auto path = path_of_value(m_document->root, *m_json);
  return Error(ExitCode::invalid, fmt::format("this is not {}: {}{}", m_document->format, what,
                                              path.empty() ? "" : fmt::format(" (at {})", join(path, "."))))
      .at(position_of_byte(m_document->text, byte_of_value(m_document->text, path), m_document->file))
      .hint("download the file again, or leave it out");
}

}  // namespace rpmworks::audit
