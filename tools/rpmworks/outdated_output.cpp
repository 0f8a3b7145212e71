// SPDX-License-Identifier: GPL-3.0-or-later
#include "outdated_output.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "output.hpp"

namespace rpmworks::cli {

namespace {

using locking::TargetUpdates;
using solve::WhatIf;

bool is_additional(const std::pair<rpm::Nevra, rpm::Nevra>& move) {
  return move.first.name.empty();
}

// "safe alone", "moves 2 others: …", "breaks 1 package"
std::string effect_of(const WhatIf& update) {
  if (!update.breaks.empty()) return "breaks " + counted(update.breaks.size(), "package");
  if (update.moves.empty()) return "safe alone";
  std::vector<std::string> names;
  for (const auto& move : update.moves)
    names.push_back(is_additional(move) ? "+" + move.second.name : move.second.name);
  return fmt::format("moves {}: {}", counted(names.size(), "other"), join(names, ", "));
}

std::string advisories_of(const WhatIf& update) {
  std::vector<std::string> texts;
  for (const auto& advisory : update.advisories) {
    std::string text = advisory.id + " (" + advisory.type;
    if (!advisory.severity.empty()) text += ", " + advisory.severity;
    texts.push_back(text + ")");
  }
  return join(texts, ", ");
}

std::string replaced_text(const TargetUpdates& found) {
  std::string text;
  for (const auto& [locked, now] : found.replaced)
    text += fmt::format("{}: the lock has {}, but a new selection {}\n", found.target, locked.str(),
                        now ? "has " + now->str() : "does not need it or cannot have it");
  return text;
}

std::string text_of(const TargetUpdates& found) {
  if (found.updates.empty()) return fmt::format("{}: no newer versions\n", found.target);
  Table table({"package", "from", "to", "size", "update", "advisories"});
  table.right(3);
  for (const auto& update : found.updates)
    table.add({update.from.name + "." + update.from.arch, update.from.evr.str(), update.to.evr.str(),
               human_bytes(update.size), effect_of(update), advisories_of(update)});
  std::string text = found.target + ":\n" + table.str();
  for (const auto& update : found.updates)
    for (const auto& problem : update.breaks) {
      text += fmt::format("\n{} breaks {}:\n", update.to.str(), problem.requirement);
      for (const auto& line : problem.explanation) text += "  " + line + "\n";
    }
  return text;
}

Json json_of(const WhatIf& update) {
  Json json = {{"from", update.from.str()}, {"to", update.to.str()}, {"size", update.size}};
  json["moves"] = Json::array();
  for (const auto& move : update.moves)
    json["moves"].push_back(
        {{"from", is_additional(move) ? Json() : Json(move.first.str())}, {"to", move.second.str()}});
  json["breaks"] = Json::array();
  for (const auto& problem : update.breaks)
    json["breaks"].push_back({{"package", problem.requirement}, {"explanation", problem.explanation}});
  json["advisories"] = Json::array();
  for (const auto& advisory : update.advisories)
    json["advisories"].push_back({{"id", advisory.id},
                                  {"type", advisory.type},
                                  {"severity", advisory.severity},
                                  {"title", advisory.title}});
  return json;
}

}  // namespace

std::string outdated_text(const std::vector<TargetUpdates>& all) {
  std::vector<std::string> texts;
  for (const auto& found : all) texts.push_back(replaced_text(found) + text_of(found));
  return join(texts, "\n");
}

Json json_of(const std::vector<TargetUpdates>& all) {
  Json json = {{"targets", Json::array()}};
  for (const auto& found : all) {
    Json updates = Json::array();
    for (const auto& update : found.updates) updates.push_back(json_of(update));
    Json replaced = Json::array();
    for (const auto& [locked, now] : found.replaced)
      replaced.push_back({{"locked", locked.str()}, {"now", now ? Json(now->str()) : Json()}});
    json["targets"].push_back({{"target", found.target}, {"updates", updates}, {"replaced", replaced}});
  }
  return json;
}

}  // namespace rpmworks::cli
