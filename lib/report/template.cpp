// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/template.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <stdexcept>

#include "report/markup.hpp"
#include "report/template_parser.hpp"
#include "report/web_files.hpp"

namespace rpmworks::report {

namespace {

[[noreturn]] void template_bug(std::string_view what, std::string_view name) {
  throw std::logic_error(fmt::format("template: {}: {}", name, what));
}

}  // namespace

Markup json_block(const Json& json) {
  const std::string text = json.dump();
  std::string html;
  html.reserve(text.size());
  for (const char c : text) {
    if (c == '<')
      html += "\\u003c";
    else
      html += c;
  }
  return Markup(std::move(html));
}

std::optional<Link> Link::to_web(std::string_view url) {
  if (!url.starts_with("https://") && !url.starts_with("http://")) return std::nullopt;
  return Link(std::string(url));
}

Link Link::to_file(std::string_view path) {
  return Link(path_href(path));
}

Value::Value(std::vector<Fields> list) : m_value(std::move(list)) {}

Value::Value(std::optional<Link> link) : m_value(false) {
  if (link) m_value = std::move(*link);
}

bool Value::is_shown() const {
  if (const auto* const condition = std::get_if<bool>(&m_value)) return *condition;
  if (const auto* const text = std::get_if<std::string>(&m_value)) return !text->empty();
  if (const auto* const markup = std::get_if<Markup>(&m_value)) return !markup->str().empty();
  if (const auto* const list = std::get_if<std::vector<Fields>>(&m_value)) return !list->empty();
  return true;
}

const Value* Fields::find(std::string_view name) const {
  for (const auto& [key, value] : m_values)
    if (key == name) return &value;
  return nullptr;
}

const Template& Template::of(std::string_view file) {
  static std::mutex mutex;
  static std::map<std::string, Template, std::less<>> parsed;
  const std::scoped_lock lock(mutex);
  auto at = parsed.find(file);
  if (at == parsed.end()) at = parsed.emplace(std::string(file), Template(web_file(file))).first;
  return at->second;
}

Template::Template(std::string_view text) : m_nodes(Parser(text).run()) {}

const Value& Template::look_up(const Scopes& scopes, const std::string& name) {
  for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope)
    if (const Value* const value = (*scope)->find(name)) return *value;
  template_bug("it has no value", name);
}

void Template::render_value(const Node& node, const Value& value, std::string& html) {
  if (const auto* const link = std::get_if<Link>(&value.m_value)) {
    html += escape(link->str());
  } else if (const auto* const text = std::get_if<std::string>(&value.m_value)) {
    if (node.place == Place::link) template_bug("an attribute href needs a Link", node.text);
    html += escape(*text);
  } else if (const auto* const markup = std::get_if<Markup>(&value.m_value)) {
    if (node.place != Place::text) template_bug("Markup cannot be an attribute", node.text);
    html += markup->str();
  } else {
    template_bug("a condition or a list has no text", node.text);
  }
}

void Template::render_section(const Node& node, const Value& value, Scopes& scopes, std::string& html) {
  const auto* const list = std::get_if<std::vector<Fields>>(&value.m_value);
  if (!list) {
    if (value.is_shown()) render_nodes(node.inside, scopes, html);
    return;
  }
  for (const Fields& fields : *list) {
    scopes.push_back(&fields);
    render_nodes(node.inside, scopes, html);
    scopes.pop_back();
  }
}

void Template::render_nodes(const std::vector<Node>& nodes, Scopes& scopes, std::string& html) {
  for (const Node& node : nodes) {
    if (node.kind == Node::Kind::literal) {
      html += node.text;
      continue;
    }
    const Value& value = look_up(scopes, node.text);
    if (node.kind == Node::Kind::value)
      render_value(node, value, html);
    else if (node.kind == Node::Kind::section)
      render_section(node, value, scopes, html);
    else if (!value.is_shown())
      render_nodes(node.inside, scopes, html);
  }
}

Markup Template::render(const Fields& fields) const {
  Scopes scopes{&fields};
  Markup markup;
  render_nodes(m_nodes, scopes, markup.m_html);
  return markup;
}

Markup Template::render_each(size_t count, const std::function<Fields(size_t)>& fields_of) const {
  Markup markup;
  for (size_t i = 0; i < count; ++i) {
    const Fields fields = fields_of(i);
    Scopes scopes{&fields};
    render_nodes(m_nodes, scopes, markup.m_html);
  }
  return markup;
}

}  // namespace rpmworks::report
