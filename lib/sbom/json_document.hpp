// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: a JSON object that is written member by member, because an SBOM of thousands of
// packages would need much memory as one value.
#pragma once

#include <string>
#include <string_view>

#include "core/json.hpp"
#include "sbom/sbom.hpp"

namespace rpmworks::sbom {

/// Writes one object: a member in each line, and an element of a list in each line.
class JsonDocument {
 public:
  explicit JsonDocument(const Sink& sink) : m_sink(sink) { m_sink("{"); }
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  void member(std::string_view name, const Json& value);

  void begin_list(std::string_view name);
  void element(const Json& value);
  void end_list();

  /// Ends the object. Nothing may be written after it.
  void end() { m_sink("\n}\n"); }

 private:
  void begin_member(std::string_view name);

  const Sink& m_sink;
  bool m_has_members = false;
  bool m_has_elements = false;
};

}  // namespace rpmworks::sbom
