// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json_fast.hpp"

#include <simdjson.h>

#include <string>

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

}  // namespace rpmworks
