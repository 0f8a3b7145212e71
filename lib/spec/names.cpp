// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/names.hpp"

#include <algorithm>
#include <map>

#include "core/pattern.hpp"
#include "core/text.hpp"
#include "git/tree_files.hpp"
#include "spec/layout.hpp"
#include "spec/text.hpp"

namespace rpmworks::spec {

namespace {

using Values = std::map<std::string, std::string>;

constexpr int k_deepest = 8;  // nested macros
constexpr int k_most_macros = 100;
constexpr size_t k_longest = 4096;  // of an expanded name

Values values_in(const Layout& spec, const std::string& text) {
  static const Pattern definition("^\\s*%(?:global|define)\\s+([A-Za-z_][A-Za-z_0-9]*)\\s+(.*?)\\s*$");
  Values values;
  for (const auto& line : spec.lines())
    if (const auto match = definition.match(line)) values[(*match)[1]] = (*match)[2];
  for (const auto& [macro, tag] : {std::pair("name", "Name"), {"version", "Version"}, {"release", "Release"}})
    if (const auto found = find_tag(text, tag); !found.empty()) values[macro] = found.front().value;
  return values;
}

// Expands the macros in one name. A name that exceeds the limits stays as written.
class Expansion {
 public:
  explicit Expansion(const Values& values) : m_values(values) {}

  std::string of(const std::string& text, int depth = 0) {
    static const Pattern reference("%(?:\\{[?]?([A-Za-z_][A-Za-z_0-9]*)[}]|([A-Za-z_][A-Za-z_0-9]*))");
    std::string out;
    size_t at = 0;
    while (const auto match = text.size() < k_longest ? reference.find(text, at) : std::nullopt) {
      const auto known = m_values.find((*match)[match->has(1) ? 1 : 2]);
      const bool usable = known != m_values.end() && depth < k_deepest && m_left > 0;
      if (usable) --m_left;
      out += text.substr(at, match->begin() - at);
      out += usable ? of(known->second, depth + 1) : (*match)[0];
      at = match->end();
    }
    return out + text.substr(at);
  }

 private:
  const Values& m_values;
  int m_left = k_most_macros;
};

}  // namespace

std::set<std::string> files_named_in(const std::string& spec_text) {
  static const Pattern tag("^\\s*(?:Source|Patch)\\d*\\s*:\\s*(\\S.*?)\\s*$", Pattern::Case::ignored);
  const Layout spec(spec_text);
  const Values values = values_in(spec, spec_text);
  std::set<std::string> names;
  for (size_t i = 0; i < spec.size(); ++i) {
    const std::string& line = spec.lines()[i];
    const bool listed = spec.part(i) == Layout::Part::patch_list || spec.part(i) == Layout::Part::source_list;
    if (spec.is_heading(i)) continue;
    if (listed && !trim(line).empty())
      names.insert(git::last_name(Expansion(values).of(std::string(trim(line)))));
    else if (const auto match = spec.part(i) == Layout::Part::preamble ? tag.match(line) : std::nullopt)
      names.insert(git::last_name(Expansion(values).of((*match)[1])));
  }
  return names;
}

PlainMacros::PlainMacros(const std::string& spec_text, const rpm::Macros& given) {
  static const Pattern definition("^\\s*%(?:global|define)\\s+([A-Za-z_][A-Za-z_0-9]*)\\s+(.*?)\\s*$");
  std::set<std::string> ambiguous;
  const auto set = [&](const std::string& name, const std::string& value) {
    if (const auto [known, is_new] = m_values.emplace(name, value); !is_new && known->second != value)
      ambiguous.insert(name);
  };
  const Layout spec(spec_text);
  for (const auto& line : spec.lines())
    if (const auto match = definition.match(line)) set((*match)[1], (*match)[2]);
  for (const auto& [macro, tag] :
       {std::pair("name", "Name"), {"version", "Version"}, {"release", "Release"}, {"url", "URL"}})
    for (const auto& line : find_tag(spec_text, tag)) set(macro, line.value);
  for (const auto& [name, value] : given) set(name, value);
  for (const auto& name : ambiguous) m_values.erase(name);
}

std::string PlainMacros::expand(const std::string& text) const {
  return Expansion(m_values).of(text);
}

}  // namespace rpmworks::spec
