// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json_fast.hpp"

#include <simdjson.h>

#include <bit>
#include <string>
#include <utility>

#include "core/json_view.hpp"

namespace rpmworks {

namespace {

namespace dom = simdjson::dom;

// The parser has checked the text, so that accesses to its values succeed.
Json json_of(const dom::element& element);

Json array_of(const dom::array& elements) {
  Json::Array values;
  values.reserve(elements.size());
  for (const dom::element element : elements) values.push_back(json_of(element));
  return Json::of_array(std::move(values));
}

Json object_of(const dom::object& fields) {
  Json::Object members;
  members.reserve(fields.size());
  for (const auto& [name, value] : fields) members.emplace_back(std::string(name), json_of(value));
  return Json::of_object(std::move(members));
}

Json json_of(const dom::element& element) {
  switch (element.type()) {
    case dom::element_type::ARRAY:
      return array_of(element.get_array().value_unsafe());
    case dom::element_type::OBJECT:
      return object_of(element.get_object().value_unsafe());
    case dom::element_type::INT64:
      return element.get_int64().value_unsafe();
    case dom::element_type::UINT64:
      return element.get_uint64().value_unsafe();
    case dom::element_type::DOUBLE:
      return element.get_double().value_unsafe();
    case dom::element_type::STRING:
      return element.get_string().value_unsafe();
    case dom::element_type::BOOL:
      return element.get_bool().value_unsafe();
    case dom::element_type::NULL_VALUE:
      return nullptr;
  }
  return nullptr;
}

}  // namespace

std::optional<Json> parse_json_fast(std::string_view text, int deepest) {
  dom::parser parser;
  if (parser.allocate(text.size(), static_cast<size_t>(deepest)) != simdjson::SUCCESS) return std::nullopt;
  dom::element root;
  if (parser.parse(text.data(), text.size(), true).get(root) != simdjson::SUCCESS) return std::nullopt;
  return json_of(root);
}

/// Converts between views and the parser's values, which are a pointer and an index.
struct JsonViewAccess {
  static_assert(sizeof(dom::element) == JsonView::k_size && std::is_trivially_copyable_v<dom::element>);
  static dom::element element(const JsonView& view) { return std::bit_cast<dom::element>(view.m_element); }
  static JsonView view(const dom::element& element) {
    JsonView view;
    view.m_element = std::bit_cast<decltype(view.m_element)>(element);
    return view;
  }
};

bool JsonView::is_object() const {
  return JsonViewAccess::element(*this).is_object();
}

bool JsonView::is_array() const {
  return JsonViewAccess::element(*this).is_array();
}

bool JsonView::is_string() const {
  return JsonViewAccess::element(*this).is_string();
}

bool JsonView::is_bool() const {
  return JsonViewAccess::element(*this).is_bool();
}

bool JsonView::is_unsigned() const {
  return JsonViewAccess::element(*this).is_uint64();
}

std::string_view JsonView::string() const {
  return JsonViewAccess::element(*this).get_string().value_unsafe();
}

bool JsonView::boolean() const {
  return JsonViewAccess::element(*this).get_bool().value_unsafe();
}

uint64_t JsonView::number() const {
  return JsonViewAccess::element(*this).get_uint64().value_unsafe();
}

std::optional<JsonView> JsonView::find(std::string_view name) const {
  std::optional<JsonView> found;
  const dom::element element = JsonViewAccess::element(*this);
  if (!element.is_object()) return found;
  const dom::object object = element.get_object().value_unsafe();
  for (const auto& [key, value] : object)
    if (key == name) found = JsonViewAccess::view(value);
  return found;
}

void JsonView::walk_members(void* function, void (*visit)(void*, std::string_view, const JsonView&)) const {
  const dom::object object = JsonViewAccess::element(*this).get_object().value_unsafe();
  for (const auto& [key, value] : object) visit(function, key, JsonViewAccess::view(value));
}

void JsonView::walk_elements(void* function, void (*visit)(void*, const JsonView&)) const {
  const dom::array array = JsonViewAccess::element(*this).get_array().value_unsafe();
  for (const dom::element value : array) visit(function, JsonViewAccess::view(value));
}

struct JsonDocument::State {
  dom::parser parser;
  dom::element root;
};

JsonDocument::JsonDocument(std::unique_ptr<State> state) : m_state(std::move(state)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

std::optional<JsonDocument> JsonDocument::parse(std::string_view text) {
  auto state = std::make_unique<State>();
  if (state->parser.allocate(text.size(), static_cast<size_t>(Json::k_deepest)) != simdjson::SUCCESS)
    return std::nullopt;
  if (state->parser.parse(text.data(), text.size(), true).get(state->root) != simdjson::SUCCESS)
    return std::nullopt;
  return JsonDocument(std::move(state));
}

JsonView JsonDocument::root() const {
  return JsonViewAccess::view(m_state->root);
}

}  // namespace rpmworks
