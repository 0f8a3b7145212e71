// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace rpmworks {

/// The text is not JSON, or a value does not have the requested type.
class JsonError : public std::runtime_error {
 public:
  explicit JsonError(const std::string& what, size_t byte = 0) : std::runtime_error(what), m_byte(byte) {}
  /// For a syntax error, the number of bytes read until it was found; 0 for any other error.
  size_t byte() const { return m_byte; }

 private:
  size_t m_byte;
};

/// A JSON value (RFC 8259). The members of an object keep the order in which they were added; a lookup takes
/// linear time.
///
/// A braced list of pairs whose first parts are strings makes an object, any other braced list an array:
///     Json json = {{"name", "acme"}, {"sections", {"centos6", "deps/epel"}}};
class Json {
 public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;

  /// The maximum nesting of arrays and objects in a parsed text. Code that walks a value uses recursion.
  static constexpr int k_deepest = 100;

  Json();  ///< null
  Json(std::nullptr_t);
  Json(std::same_as<bool> auto value) : m_value(value) {}
  Json(std::signed_integral auto value) : Json(of(static_cast<int64_t>(value))) {}
  Json(std::unsigned_integral auto value) requires(!std::same_as<decltype(value), bool>)
      : Json(of(static_cast<uint64_t>(value))) {}
  Json(double value);
  Json(const char* text);
  Json(std::string text);
  Json(std::string_view text);
  Json(std::initializer_list<Json> list);
  template <class T>
  Json(const std::vector<T>& values) : Json(array_of(values)) {}
  template <class T>
  Json(const std::set<T>& values) : Json(array_of(values)) {}
  template <class T>
  Json(const std::map<std::string, T>& values) : Json(object()) {
    for (const auto& [name, value] : values) add(name, value);
  }
  Json(const Json&);
  Json(Json&&) noexcept;
  Json& operator=(const Json&);
  Json& operator=(Json&&) noexcept;
  ~Json();

  static Json array();
  static Json object();
  static Json of_array(Array elements);
  /// If a name occurs more than once, the last member counts.
  static Json of_object(Object members);

  /// Throws JsonError if the text is not JSON or is nested deeper than `deepest`. If a name occurs more than
  /// once in an object, the last member counts.
  static Json parse(std::string_view text, int deepest = k_deepest);
  /// As parse, but returns null instead of throwing.
  static Json parse_or_null(std::string_view text);

  /// The JSON text: on one line or, if `indent` is not negative, on several lines with `indent` blanks for
  /// each level. Bytes that are not UTF-8 become U+FFFD.
  std::string dump(int indent = -1) const;

  bool is_null() const;
  bool is_bool() const;
  bool is_number() const;
  bool is_integer() const;
  bool is_unsigned() const;  ///< a non-negative integer
  bool is_string() const;
  bool is_array() const;
  bool is_object() const;

  /// The value as a bool, number or string, or as a vector, set or map of these. Throws JsonError if the
  /// value has another type or is out of range.
  template <class T>
  T get() const {
    T value{};
    get_to(value);
    return value;
  }
  void get_to(bool& value) const;
  void get_to(double& value) const;
  void get_to(std::string& value) const;
  void get_to(std::integral auto& value) const {
    using Number = std::remove_reference_t<decltype(value)>;
    const auto number = integer();
    const bool fits = std::visit([](auto whole) { return std::in_range<Number>(whole); }, number);
    if (!fits) throw JsonError("a number is out of range");
    value = std::visit([](auto whole) { return static_cast<Number>(whole); }, number);
  }
  template <class T>
  void get_to(std::vector<T>& values) const {
    values.clear();
    for (const Json& one : elements()) values.push_back(one.get<T>());
  }
  template <class T>
  void get_to(std::set<T>& values) const {
    values.clear();
    for (const Json& one : elements()) values.insert(one.get<T>());
  }
  template <class T>
  void get_to(std::map<std::string, T>& values) const {
    values.clear();
    for (const auto& [name, value] : items()) values[name] = value.template get<T>();
  }
  // `Self`, because clang 14 knows the members of a class in a constraint only if the class is a parameter.
  template <class T, class Self = Json>
  requires(!std::same_as<T, char> && requires(const Self& json, T& value) { json.get_to(value); })
  operator T() const {
    return get<T>();
  }
  const std::string& text() const;  ///< of a string

  // An object's members.
  const Object& items() const;
  const Json* find(std::string_view name) const;  ///< null if absent, or if this is not an object
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  const Json& at(std::string_view name) const;  ///< throws JsonError if there is no such member
  const Json& operator[](std::string_view name) const { return at(name); }
  template <size_t N>
  const Json& operator[](const char (&name)[N]) const {
    return at(name);
  }
  /// Adds the member if it does not exist; null becomes an object. Adding another member invalidates the
  /// reference.
  Json& operator[](std::string_view name);
  template <size_t N>
  Json& operator[](const char (&name)[N]) {
    return (*this)[std::string_view(name)];
  }
  /// Adds a member, which must not exist yet.
  void add(std::string name, Json value);
  void update(const Json& object);  ///< sets each member of `object` in this object
  /// The member, or `otherwise` if there is none.
  template <class T>
  T value(std::string_view name, T otherwise) const {
    items();
    const Json* const found = find(name);
    return found ? found->get<T>() : std::move(otherwise);
  }
  std::string value(std::string_view name, const char* otherwise) const {
    return value(name, std::string(otherwise));
  }

  // An array's elements.
  const Array& elements() const;
  const Json& at(size_t index) const;
  const Json& operator[](size_t index) const { return at(index); }
  void push_back(Json value);  ///< null becomes an array
  Array::const_iterator begin() const { return elements().begin(); }
  Array::const_iterator end() const { return elements().end(); }

  size_t size() const;  ///< of elements or members; throws JsonError for other types
  bool empty() const { return size() == 0; }

  friend bool operator==(const Json& a, const Json& b);
  template <class T>
  requires(!std::same_as<T, Json> && std::convertible_to<const T&, Json>) friend bool operator==(
      const Json& a, const T& b) {
    return a == Json(b);
  }

 private:
  struct Reader;

  static Json of(int64_t number);
  static Json of(uint64_t number);
  template <class Range>
  static Json array_of(const Range& values) {
    Json json = array();
    for (const auto& value : values) json.push_back(Json(value));
    return json;
  }
  std::variant<int64_t, uint64_t> integer() const;

  // An integer is an int64_t if it fits, so that equal integers have the same type.
  std::variant<std::nullptr_t, bool, int64_t, uint64_t, double, std::string, Array, Object> m_value;
};

}  // namespace rpmworks
