// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/json.hpp"

namespace rpmworks::report {

/// HTML that is safe to insert. Only templates, embedded files and JSON blocks become Markup, so text of a
/// package cannot: that does not compile.
class Markup {
 public:
  Markup() = default;
  const std::string& str() const { return m_html; }
  Markup& operator+=(const Markup& other) {
    m_html += other.m_html;
    return *this;
  }

 private:
  explicit Markup(std::string html) : m_html(std::move(html)) {}
  friend class Template;
  friend Markup json_block(const Json& json);
  friend Markup embedded_markup(std::string_view name);
  std::string m_html;
};

/// JSON for an element <script type="application/json">: without "<", so that no text in it ends the element.
Markup json_block(const Json& json);

/// The target of a link. Only the functions below make one, so no text becomes a link to a script.
class Link {
 public:
  const std::string& str() const { return m_address; }
  /// An http or https URL; nothing for any other text.
  static std::optional<Link> to_web(std::string_view url);
  /// A file, by its path relative to the page.
  static Link to_file(std::string_view path);

 private:
  explicit Link(std::string address) : m_address(std::move(address)) {}
  std::string m_address;
};

class Fields;

/// What a template inserts under a name.
class Value {
 public:
  Value(std::string text) : m_value(std::move(text)) {}
  Value(std::string_view text) : m_value(std::string(text)) {}
  Value(const char* text) : m_value(std::string(text)) {}
  Value(std::same_as<bool> auto condition) : m_value(condition) {}
  Value(std::integral auto number) requires(!std::same_as<decltype(number), bool>)
      : m_value(std::to_string(number)) {}
  Value(Link link) : m_value(std::move(link)) {}
  Value(Markup markup) : m_value(std::move(markup)) {}
  Value(std::vector<Fields> list);
  /// Nothing becomes a false condition.
  Value(std::optional<Link> link);

  /// Whether a section of that name appears: a true condition, a text or Markup that is not empty, a link, or
  /// a list with elements.
  bool is_shown() const;

 private:
  friend class Template;
  std::variant<bool, std::string, Link, Markup, std::vector<Fields>> m_value;
};

/// The values of a template, or of one element of a list, by name.
class Fields {
 public:
  Fields() = default;
  Fields(std::initializer_list<std::pair<std::string_view, Value>> values) : m_values(values) {}
  /// `name` must be a literal: it is not copied. It must not be set yet.
  void set(std::string_view name, Value value) { m_values.emplace_back(name, std::move(value)); }
  /// Null if there is none.
  const Value* find(std::string_view name) const;

 private:
  std::vector<std::pair<std::string_view, Value>> m_values;
};

/// A logic-less template for HTML, in the syntax of Mustache:
///
///     {{name}}                text, escaped; or a Link, or Markup
///     {{#name}} … {{/name}}   for each element of a list, else once if the value is shown
///     {{^name}} … {{/name}}   if it is not shown
///     {{>file}}               another template of web/
///     {{! comment }}
///
/// Unlike in Mustache, no syntax inserts a text without escaping it, and a name without a value is a bug.
/// Names are looked up from the innermost list outwards. A value in a tag must stand in a quoted attribute: a
/// Link in `href`, text in any other one, but in none that is a script, a style or an address. A tag alone on
/// a line leaves no empty line. Breaking these rules throws std::logic_error.
class Template {
 public:
  /// A file of web/, parsed once.
  static const Template& of(std::string_view file);
  /// For tests; a text that is known only at run time cannot be a template.
  template <size_t N>
  explicit Template(const char (&text)[N]) : Template(std::string_view(text, N - 1)) {}

  Markup render(const Fields& fields) const;
  /// Renders once for each number below `count`, with the fields that `fields_of` returns for it.
  Markup render_each(size_t count, const std::function<Fields(size_t)>& fields_of) const;

 private:
  struct Parser;
  enum class Place { text, attribute, link };
  struct Node {
    enum class Kind { literal, value, section, inverted };
    Kind kind = Kind::literal;
    std::string text;  ///< of a literal; else the name
    Place place = Place::text;
    std::vector<Node> inside;
  };
  using Scopes = std::vector<const Fields*>;

  explicit Template(std::string_view text);
  static const Value& look_up(const Scopes& scopes, const std::string& name);
  static void render_nodes(const std::vector<Node>& nodes, Scopes& scopes, std::string& html);
  static void render_value(const Node& node, const Value& value, std::string& html);
  static void render_section(const Node& node, const Value& value, Scopes& scopes, std::string& html);

  std::vector<Node> m_nodes;
};

}  // namespace rpmworks::report
