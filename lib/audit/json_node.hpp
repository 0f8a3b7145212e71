// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: values of a JSON document from elsewhere, with positions in errors.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/json.hpp"

namespace rpmworks::audit {

/// A parsed document.
struct JsonDocument {
  std::string text;
  std::string file;    ///< its name in messages
  std::string format;  ///< what it should be: "an OSV advisory"
  Json root;

  /// Throws Error(invalid) with the position if the text is not JSON or is nested deeper than 100 levels.
  static JsonDocument parse(std::string text, std::string file, std::string format);
};

/// A value of a document; it must not outlive the document. Each function throws Error(invalid) with the
/// position of the value if it is of another kind.
class JsonNode {
 public:
  explicit JsonNode(const JsonDocument& document) : JsonNode(document.root, document) {}

  JsonNode operator[](std::string_view name) const;  ///< a member that must be there
  std::optional<JsonNode> find(std::string_view name) const;
  std::vector<JsonNode> elements() const;
  std::vector<JsonNode> elements_of(std::string_view name) const;  ///< empty if there is no such member
  const std::string& text() const;
  std::string text_of(std::string_view name) const;  ///< empty if there is no such member
  std::vector<std::string> texts_of(std::string_view name) const;
  const Json& json() const { return *m_json; }
  Error error(const std::string& what) const;

 private:
  JsonNode(const Json& json, const JsonDocument& document) : m_json(&json), m_document(&document) {}
  const Json* m_json;
  const JsonDocument* m_document;
};

}  // namespace rpmworks::audit
