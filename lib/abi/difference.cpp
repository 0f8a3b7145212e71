// SPDX-License-Identifier: GPL-3.0-or-later
#include "abi/difference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::abi {

namespace {

constexpr int k_error_bits = 1 | 2;
constexpr int k_changed_bit = 4;
constexpr int k_incompatible_bit = 8;
constexpr int k_all_bits = 15;

constexpr std::array k_verdicts{std::pair{Verdict::incompatible, "incompatible"},
                                std::pair{Verdict::unknown, "unknown"}, std::pair{Verdict::review, "review"},
                                std::pair{Verdict::compatible, "compatible"},
                                std::pair{Verdict::same, "same"}};

// "foo@@V1" is the default version of a symbol; programs refer to it as "foo@V1".
std::string symbol_of(std::string_view text) {
  std::string symbol(trim(text.substr(0, text.find(", aliases"))));
  if (const size_t at = symbol.find("@@"); at != std::string::npos) symbol.erase(at, 1);
  return symbol;
}

// All names of a removed symbol: "{foo@@V1, aliases bar, baz}", or without braces if there is no debug
// information.
std::vector<std::string> symbols_of(std::string_view text) {
  if (const size_t open = text.rfind('{'); open != std::string_view::npos && text.ends_with('}'))
    text = text.substr(open + 1, text.size() - open - 2);
  std::vector<std::string> symbols{symbol_of(text)};
  constexpr std::string_view k_aliases = ", aliases ";
  if (const size_t at = text.find(k_aliases); at != std::string_view::npos)
    for (const auto& alias : split(text.substr(at + k_aliases.size()), ','))
      symbols.push_back(symbol_of(alias));
  return symbols;
}

// The declaration without the symbol: "'function int f(int)'    {f}" → "int f(int)".
std::string declaration_of(std::string_view text) {
  std::string_view shown = trim(text);
  if (shown.starts_with('\'')) {
    const size_t end = shown.find('\'', 1);
    shown = shown.substr(1, end == std::string_view::npos ? end : end - 1);
  }
  constexpr std::string_view k_function = "function ";
  if (shown.starts_with(k_function)) shown.remove_prefix(k_function.size());
  return std::string(shown);
}

bool is_heading(std::string_view line) {
  return !line.empty() && line.front() >= '0' && line.front() <= '9' && line.ends_with(':');
}

}  // namespace

std::string name_of(Verdict verdict) {
  return std::ranges::find(k_verdicts, verdict, [](const auto& one) { return one.first; })->second;
}

Difference read_abidiff(int exit_code, std::string_view report, std::string_view messages) {
  Difference found;
  if ((exit_code & ~k_all_bits) != 0 || (exit_code & k_error_bits) != 0) {
    const auto last = last_lines(messages.empty() ? report : messages, 1);
    found.verdict = Verdict::unknown;
    found.unknown = last.empty() ? fmt::format("abidiff failed with exit code {}", exit_code) : last.front();
    return found;
  }
  Interfaces* into = nullptr;
  for (const auto& line : split(report, '\n')) {
    if (is_heading(line))
      into = line.find("ariable") != std::string::npos   ? &found.variables
             : line.find("unction") != std::string::npos ? &found.functions
                                                         : nullptr;
    if (!into || !line.starts_with("  [") || line.size() < 7 || line[4] != ']') continue;
    const std::string_view text = std::string_view(line).substr(6);
    if (line[3] == 'D') {
      into->removed.push_back(declaration_of(text));
      for (auto& symbol : symbols_of(text)) found.lost_symbols.push_back(std::move(symbol));
    }
    if (line[3] == 'C') into->changed.push_back(declaration_of(text));
    if (line[3] == 'A') into->added.push_back(declaration_of(text));
  }
  const bool has_changed = !found.functions.changed.empty() || !found.variables.changed.empty();
  const bool has_added = !found.functions.added.empty() || !found.variables.added.empty();
  if ((exit_code & k_incompatible_bit) != 0)
    found.verdict = Verdict::incompatible;
  else if ((exit_code & k_changed_bit) != 0)
    found.verdict = has_added && !has_changed ? Verdict::compatible : Verdict::review;
  return found;
}

bool is_lost(const std::string& undefined, const std::vector<std::string>& lost_symbols) {
  // A program that was linked with a library without versions refers to any version.
  const bool has_version = undefined.find('@') != std::string::npos;
  return std::ranges::any_of(lost_symbols, [&](const std::string& lost) {
    return lost == undefined || (!has_version && lost.substr(0, lost.find('@')) == undefined);
  });
}

Json to_json(const Difference& difference) {
  const auto json_of = [](const Interfaces& interfaces) {
    return Json{
        {"removed", interfaces.removed}, {"changed", interfaces.changed}, {"added", interfaces.added}};
  };
  Json json{{"verdict", name_of(difference.verdict)},
            {"types", difference.has_types},
            {"functions", json_of(difference.functions)},
            {"variables", json_of(difference.variables)},
            {"lost_symbols", difference.lost_symbols}};
  if (!difference.unknown.empty()) json["unknown"] = difference.unknown;
  return json;
}

Difference difference_of_json(const Json& json) {
  using Texts = std::vector<std::string>;
  const auto interfaces_of = [](const Json& from) {
    return Interfaces{.removed = from.at("removed").get<Texts>(),
                      .changed = from.at("changed").get<Texts>(),
                      .added = from.at("added").get<Texts>()};
  };
  const std::string name = json.at("verdict").get<std::string>();
  const auto verdict = std::ranges::find(k_verdicts, name, [](const auto& one) { return one.second; });
  if (verdict == k_verdicts.end()) throw Error(ExitCode::invalid, "unknown verdict " + name);
  return {.verdict = verdict->first,
          .functions = interfaces_of(json.at("functions")),
          .variables = interfaces_of(json.at("variables")),
          .lost_symbols = json.at("lost_symbols").get<Texts>(),
          .has_types = json.at("types").get<bool>()};
}

}  // namespace rpmworks::abi
