// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbom/json_document.hpp"

namespace rpmworks::sbom {

void JsonDocument::begin_member(std::string_view name) {
  m_sink(m_has_members ? ",\n" : "\n");
  m_sink("  " + Json(name).dump() + ": ");
  m_has_members = true;
}

void JsonDocument::member(std::string_view name, const Json& value) {
  begin_member(name);
  m_sink(value.dump());
}

void JsonDocument::begin_list(std::string_view name) {
  begin_member(name);
  m_sink("[");
  m_has_elements = false;
}

void JsonDocument::element(const Json& value) {
  m_sink((m_has_elements ? ",\n    " : "\n    ") + value.dump());
  m_has_elements = true;
}

void JsonDocument::end_list() {
  m_sink(m_has_elements ? "\n  ]" : "]");
}

}  // namespace rpmworks::sbom
