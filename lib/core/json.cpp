// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

#include "core/json_fast.hpp"

namespace rpmworks {

namespace {

using Library = nlohmann::ordered_json;

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
// clang 14 needs the guide.
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

[[noreturn]] void throw_unexpected(const char* wanted) {
  throw JsonError(fmt::format("{} was expected", wanted));
}

template <class T, class Value>
auto& get_as(Value& value, const char* wanted) {
  if (auto* const found = std::get_if<T>(&value)) return *found;
  throw_unexpected(wanted);
}

constexpr const char* k_object = "an object";
constexpr const char* k_array = "an array";
constexpr const char* k_text = "a text";

// If a name occurs more than once, only the last member stays.
void remove_repeated(Json::Object& object) {
  constexpr size_t k_few = 16;
  const auto by_name = [](const Json::Member& member) -> const std::string& { return member.first; };
  if (object.size() <= k_few) {
    for (size_t i = 0; i + 1 < object.size();) {
      const auto later = object.begin() + static_cast<std::ptrdiff_t>(i) + 1;
      const bool is_repeated =
          std::ranges::find(later, object.end(), object[i].first, by_name) != object.end();
      if (is_repeated)
        object.erase(object.begin() + static_cast<std::ptrdiff_t>(i));
      else
        ++i;
    }
    return;
  }
  std::unordered_map<std::string_view, size_t> last;
  for (size_t i = 0; i < object.size(); ++i) last[object[i].first] = i;
  if (last.size() == object.size()) return;
  Json::Object kept;
  for (size_t i = 0; i < object.size(); ++i)
    if (last.at(object[i].first) == i) kept.push_back(object[i]);
  object = std::move(kept);
}

}  // namespace

/// Builds a value from the events of the library's parser.
struct Json::Reader : nlohmann::json_sax<Library> {
  explicit Reader(int limit) : deepest(limit) {}

  Json result;
  std::vector<Json> open;  ///< arrays and objects whose end was not read yet
  std::vector<std::string> names;
  int deepest;

  bool take(Json value) {
    if (open.empty())
      result = std::move(value);
    else if (auto* const array = std::get_if<Array>(&open.back().m_value))
      array->push_back(std::move(value));
    else
      std::get<Object>(open.back().m_value).back().second = std::move(value);
    return true;
  }
  bool begin(Json value) {
    if (open.size() >= static_cast<size_t>(deepest))
      throw JsonError(fmt::format("it is nested deeper than {} levels", deepest));
    open.push_back(std::move(value));
    return true;
  }
  bool end() {
    Json value = std::move(open.back());
    open.pop_back();
    if (auto* const object = std::get_if<Object>(&value.m_value)) remove_repeated(*object);
    return take(std::move(value));
  }

  bool null() override { return take({}); }
  bool boolean(bool value) override { return take(value); }
  bool number_integer(int64_t value) override { return take(value); }
  bool number_unsigned(uint64_t value) override { return take(value); }
  bool number_float(double value, const std::string&) override { return take(value); }
  bool string(std::string& value) override { return take(std::move(value)); }
  bool binary(Library::binary_t&) override { return false; }
  bool start_object(size_t) override { return begin(object()); }
  bool end_object() override { return end(); }
  bool start_array(size_t) override { return begin(array()); }
  bool end_array() override { return end(); }
  bool key(std::string& name) override {
    std::get<Object>(open.back().m_value).emplace_back(std::move(name), Json());
    return true;
  }
  bool parse_error(size_t byte, const std::string&, const nlohmann::detail::exception& error) override {
    throw JsonError(error.what(), byte);
  }
};

Json::Json() = default;
Json::Json(std::nullptr_t) {}
Json::Json(double value) : m_value(value) {}
Json::Json(const char* text) : m_value(std::string(text)) {}
Json::Json(std::string text) : m_value(std::move(text)) {}
Json::Json(std::string_view text) : m_value(std::string(text)) {}
Json::Json(const Json&) = default;
Json::Json(Json&&) noexcept = default;
Json& Json::operator=(const Json&) = default;
Json& Json::operator=(Json&&) noexcept = default;
Json::~Json() = default;

Json::Json(std::initializer_list<Json> list) {
  const bool is_object = std::ranges::all_of(list, [](const Json& one) {
    const auto* const pair = std::get_if<Array>(&one.m_value);
    return pair && pair->size() == 2 && pair->front().is_string();
  });
  if (!is_object) {
    m_value = Array(list);
    return;
  }
  Object members;
  for (const Json& pair : list) members.emplace_back(pair[0].text(), pair[1]);
  m_value = std::move(members);
}

Json Json::array() {
  Json json;
  json.m_value = Array();
  return json;
}

Json Json::object() {
  Json json;
  json.m_value = Object();
  return json;
}

Json Json::of(int64_t number) {
  Json json;
  json.m_value = number;
  return json;
}

Json Json::of(uint64_t number) {
  if (std::in_range<int64_t>(number)) return of(static_cast<int64_t>(number));
  Json json;
  json.m_value = number;
  return json;
}

Json Json::of_array(Array elements) {
  Json json;
  json.m_value = std::move(elements);
  return json;
}

Json Json::of_object(Object members) {
  remove_repeated(members);
  Json json;
  json.m_value = std::move(members);
  return json;
}

Json Json::parse(std::string_view text, int deepest) {
  // The fast parser needs some memory and time of its own.
  constexpr size_t k_long = 1024;
  if (text.size() >= k_long)
    if (auto value = parse_json_fast(text, deepest)) return std::move(*value);
  Reader reader(deepest);
  Library::sax_parse(text.begin(), text.end(), &reader);
  return std::move(reader.result);
}

Json Json::parse_or_null(std::string_view text) {
  try {
    return parse(text);
  } catch (const JsonError&) {
    return {};
  }
}

namespace {

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte >= 0x20 && byte < 0x80 && letter != '"' && letter != '\\';
  });
}

/// Writes values as the library does. It writes the tree itself, because copying a large one into the
/// library's type takes most of the time.
class JsonWriter {
 public:
  explicit JsonWriter(int indent) : m_indent(indent) {}

  void write(const Json& json) {
    if (json.is_object())
      list('{', json.items(), '}', [this](const Json::Member& member) {
        string(member.first);
        m_text += m_indent < 0 ? ":" : ": ";
        write(member.second);
      });
    else if (json.is_array())
      list('[', json.elements(), ']', [this](const Json& element) { write(element); });
    else if (json.is_string())
      string(json.text());
    else if (json.is_null())
      m_text += "null";
    else if (json.is_bool())
      m_text += json.get<bool>() ? "true" : "false";
    else if (json.is_unsigned())
      m_text += std::to_string(json.get<uint64_t>());
    else if (json.is_integer())
      m_text += std::to_string(json.get<int64_t>());
    else
      m_text += Library(json.get<double>()).dump();
  }

  std::string take() { return std::move(m_text); }

 private:
  void list(char open, const auto& values, char close, const auto& write_one) {
    m_text += open;
    ++m_depth;
    bool is_first = true;
    for (const auto& value : values) {
      if (!std::exchange(is_first, false)) m_text += ',';
      break_line();
      write_one(value);
    }
    --m_depth;
    if (!values.empty()) break_line();
    m_text += close;
  }

  void break_line() {
    if (m_indent < 0) return;
    m_text += '\n';
    m_text.append(static_cast<size_t>(m_indent) * m_depth, ' ');
  }

  void string(const std::string& text) {
    if (is_plain(text))
      m_text.append(1, '"').append(text).append(1, '"');
    else
      m_text += Library(text).dump(-1, ' ', false, Library::error_handler_t::replace);
  }

  int m_indent;
  size_t m_depth = 0;
  std::string m_text;
};

}  // namespace

std::string Json::dump(int indent) const {
  JsonWriter writer(indent);
  writer.write(*this);
  return writer.take();
}

bool Json::is_null() const {
  return std::holds_alternative<std::nullptr_t>(m_value);
}
bool Json::is_bool() const {
  return std::holds_alternative<bool>(m_value);
}
bool Json::is_number() const {
  return is_integer() || std::holds_alternative<double>(m_value);
}
bool Json::is_integer() const {
  return std::holds_alternative<int64_t>(m_value) || std::holds_alternative<uint64_t>(m_value);
}
bool Json::is_unsigned() const {
  const auto* const number = std::get_if<int64_t>(&m_value);
  return std::holds_alternative<uint64_t>(m_value) || (number && *number >= 0);
}
bool Json::is_string() const {
  return std::holds_alternative<std::string>(m_value);
}
bool Json::is_array() const {
  return std::holds_alternative<Array>(m_value);
}
bool Json::is_object() const {
  return std::holds_alternative<Object>(m_value);
}

void Json::get_to(bool& value) const {
  value = get_as<bool>(m_value, "true or false");
}

void Json::get_to(double& value) const {
  value = std::visit(Overloaded{[](double number) { return number; },
                                [](int64_t number) { return static_cast<double>(number); },
                                [](uint64_t number) { return static_cast<double>(number); },
                                [](const auto&) -> double { throw_unexpected("a number"); }},
                     m_value);
}

void Json::get_to(std::string& value) const {
  value = text();
}

std::variant<int64_t, uint64_t> Json::integer() const {
  if (const auto* const number = std::get_if<uint64_t>(&m_value)) return *number;
  return get_as<int64_t>(m_value, "a whole number");
}

const std::string& Json::text() const {
  return get_as<std::string>(m_value, k_text);
}

const Json::Object& Json::items() const {
  return get_as<Object>(m_value, k_object);
}

const Json* Json::find(std::string_view name) const {
  const auto* const object = std::get_if<Object>(&m_value);
  if (!object) return nullptr;
  const auto at = std::ranges::find(*object, name, &Member::first);
  return at == object->end() ? nullptr : &at->second;
}

const Json& Json::at(std::string_view name) const {
  items();
  if (const Json* const found = find(name)) return *found;
  throw JsonError(fmt::format("'{}' is missing", name));
}

Json& Json::operator[](std::string_view name) {
  if (is_null()) m_value = Object();
  auto& object = get_as<Object>(m_value, k_object);
  const auto at = std::ranges::find(object, name, &Member::first);
  return at == object.end() ? object.emplace_back(std::string(name), Json()).second : at->second;
}

void Json::add(std::string name, Json value) {
  if (is_null()) m_value = Object();
  get_as<Object>(m_value, k_object).emplace_back(std::move(name), std::move(value));
}

void Json::update(const Json& object) {
  for (const auto& [name, value] : object.items()) (*this)[name] = value;
}

const Json::Array& Json::elements() const {
  return get_as<Array>(m_value, k_array);
}

const Json& Json::at(size_t index) const {
  const Array& array = elements();
  if (index < array.size()) return array[index];
  throw JsonError(fmt::format("an array has no element {}", index));
}

void Json::push_back(Json value) {
  if (is_null()) m_value = Array();
  get_as<Array>(m_value, k_array).push_back(std::move(value));
}

size_t Json::size() const {
  return is_object() ? items().size() : elements().size();
}

bool operator==(const Json& a, const Json& b) {
  return a.m_value == b.m_value;
}

}  // namespace rpmworks
