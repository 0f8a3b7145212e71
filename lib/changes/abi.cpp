// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "changes/lines.hpp"
#include "core/text.hpp"

namespace rpmworks::changes {

namespace {

using abi::Verdict;
using Texts = std::vector<std::string>;

const char* shown(Verdict verdict) {
  switch (verdict) {
    case Verdict::incompatible:
      return "INCOMPATIBLE";
    case Verdict::unknown:
      return "NOT COMPARED";
    case Verdict::review:
      return "types changed, review them";
    case Verdict::compatible:
      return "compatible, only additions";
    case Verdict::same:
      return "no change";
  }
  return "";
}

void add(Texts& items, const std::string& what, const Texts& names, size_t limit) {
  if (!names.empty())
    items.push_back(fmt::format("{}: {}: {}", what, names.size(), join(cut(names, limit), "; ")));
}

std::string user_text(const AbiUser& user, size_t limit) {
  if (!user.unknown.empty())
    return fmt::format("required by {} (its symbols are not known: {})", user.package, user.unknown);
  if (user.lost_symbols.empty()) return fmt::format("required by {}", user.package);
  return fmt::format("USED BY {}, which needs the lost symbols {}", user.package,
                     join(cut(user.lost_symbols, limit), ", "));
}

}  // namespace

std::vector<Line> abi_lines(const Changes& changes, size_t limit) {
  if (!changes.abi) return {};
  const AbiChanges& all = *changes.abi;
  if (!all.unknown.empty()) return {{.is_alarming = true, .text = one_line("not compared: " + all.unknown)}};
  if (all.libraries.empty()) return {{.text = "no library of both places has other content"}};
  std::vector<Line> lines;
  for (const auto& library : all.libraries) {
    const abi::Difference& difference = library.difference;
    const bool is_unknown = difference.verdict == Verdict::unknown;
    Line line{.is_alarming = difference.verdict == Verdict::incompatible || is_unknown,
              .text = one_line(
                  fmt::format("{}: {} of {}", shown(difference.verdict), library.soname, library.after))};
    if (is_unknown) line.items.push_back(one_line(difference.unknown));
    if (!is_unknown && !difference.has_types)
      line.items.emplace_back("only symbols were compared, because one side has no debug information");
    Texts details;
    for (const auto& [what, interfaces] :
         {std::pair{"functions", &difference.functions}, std::pair{"variables", &difference.variables}}) {
      add(details, fmt::format("{} removed", what), interfaces->removed, limit);
      add(details, fmt::format("{} changed", what), interfaces->changed, limit);
      add(details, fmt::format("{} added", what), interfaces->added, limit);
    }
    const bool has_names = !details.empty();
    if (!has_names && !is_unknown && difference.verdict != Verdict::same)
      details.emplace_back("abidiff reports a change of the library, but of no function or variable");
    for (const auto& detail : details) line.items.push_back(one_line(detail));
    Texts users;
    for (const auto& user : library.users) users.push_back(user_text(user, limit));
    for (auto& user : cut(std::move(users), limit)) line.items.push_back(std::move(user));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace rpmworks::changes
