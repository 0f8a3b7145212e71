// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/gear_values.hpp"

#include <fmt/format.h>

#include <regex>

#include "core/text.hpp"
#include "srpm/spec_text.hpp"

namespace rpmworks::srpm {

namespace {

using Macros = std::map<std::string, std::string>;

std::string expanded(const std::string& text, const Macros& macros) {
  static const std::regex use(R"(%(?:(%)|([A-Za-z_][A-Za-z_0-9]*)|\{([A-Za-z_][A-Za-z_0-9]*)\}))");
  std::string out;
  auto at = text.cbegin();
  for (std::sregex_iterator i(text.begin(), text.end(), use), end; i != end; ++i) {
    out.append(at, (*i)[0].first);
    at = (*i)[0].second;
    const auto macro = macros.find((*i)[2].matched ? (*i)[2].str() : (*i)[3].str());
    out += (*i)[1].matched ? "%" : macro == macros.end() ? (*i)[0].str() : macro->second;
  }
  return out.append(at, text.cend());
}

}  // namespace

GearValues gear_values_in(std::string_view spec) {
  static const std::regex tag(R"((name|version|release):\s*(.*?)\s*)", std::regex::icase);
  static const std::regex definition(R"(%(?:define|global)\s+(\S+)\s+(.*))");
  GearValues values;
  Macros macros = {{"nil", ""}};
  for (const auto& line : lines_of_spec(spec)) {
    std::match_results<std::string_view::const_iterator> match;
    if (std::regex_match(line.content.begin(), line.content.end(), match, tag)) {
      std::string name = match[1].str();
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      values.emplace(name, match[2].str());
    } else if (std::regex_match(line.content.begin(), line.content.end(), match, definition)) {
      macros[match[1].str()] = expanded(match[2].str(), macros);
    }
  }
  for (auto& [name, value] : values) value = expanded(value, macros);
  std::erase_if(values, [](const auto& one) { return one.second.empty(); });
  return values;
}

std::string with_gear_values(const std::string& text, const GearValues& values, const SourcePosition& where) {
  std::string out = text;
  for (const auto& [name, value] : values) {
    const std::string keyword = "@" + name + "@";
    for (size_t at = 0; (at = out.find(keyword, at)) != std::string::npos; at += value.size()) {
      if (value.empty() || value == ".." || value.find('/') != std::string::npos)
        throw Error(ExitCode::invalid,
                    value.empty()
                        ? fmt::format("{} stands for nothing here", keyword)
                        : fmt::format("{} stands for {}, which is no part of a file name", keyword, value))
            .at(where);
      out.replace(at, keyword.size(), value);
    }
  }
  return out;
}

}  // namespace rpmworks::srpm
