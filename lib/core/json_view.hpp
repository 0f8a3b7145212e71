// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>

namespace rpmworks {

/// A value in a JsonDocument, which must outlive it. Unlike a Json it is not copied out of the text, so that
/// long documents are read several times faster. Accessors of another type than the value has must not be
/// called.
class JsonView {
 public:
  bool is_object() const;
  bool is_array() const;
  bool is_string() const;
  bool is_bool() const;
  bool is_unsigned() const;  ///< a non-negative integer

  std::string_view string() const;
  bool boolean() const;
  uint64_t number() const;  ///< of an unsigned one

  /// A member of an object; nothing if there is none, or if this is no object. Of several with this name, the
  /// last one.
  std::optional<JsonView> find(std::string_view name) const;

  /// Calls `visit(name, value)` for each member of an object, in their order.
  template <typename Visit>
  void each_member(Visit&& visit) const {
    walk_members(&visit, [](void* function, std::string_view name, const JsonView& value) {
      (*static_cast<std::remove_reference_t<Visit>*>(function))(name, value);
    });
  }
  /// Calls `visit(value)` for each element of an array, in their order.
  template <typename Visit>
  void each_element(Visit&& visit) const {
    walk_elements(&visit, [](void* function, const JsonView& value) {
      (*static_cast<std::remove_reference_t<Visit>*>(function))(value);
    });
  }

  /// Whether both are the same value at the same place of the document.
  bool operator==(const JsonView&) const = default;

 private:
  friend class JsonDocument;
  friend struct JsonViewAccess;
  static constexpr size_t k_size = 16;

  void walk_members(void* function, void (*visit)(void*, std::string_view, const JsonView&)) const;
  void walk_elements(void* function, void (*visit)(void*, const JsonView&)) const;

  alignas(8) std::array<std::byte, k_size> m_element{};  ///< the parser's own value
};

/// A parsed JSON text.
class JsonDocument {
 public:
  /// Nothing if the text is not JSON, is nested deeper than `Json::k_deepest`, or has a number that needs
  /// more than 64 bits: Json::parse tells where.
  static std::optional<JsonDocument> parse(std::string_view text);
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  JsonView root() const;

 private:
  struct State;
  explicit JsonDocument(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks
