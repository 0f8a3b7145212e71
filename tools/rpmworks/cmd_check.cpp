// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "command.hpp"
#include "context.hpp"
#include "core/json.hpp"
#include "output.hpp"
#include "pipeline/checklist.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

void print_items(const std::vector<pipeline::ChecklistItem>& items) {
  for (const auto& item : items) {
    print(harmless(
        fmt::format("{}  {} {}: {}\n", item.ok ? "ok     " : "MISSING", item.kind, item.name, item.detail)));
    for (const auto& note : item.notes) print(harmless(fmt::format("           {}\n", note)));
    if (!item.hint.empty()) print(harmless(fmt::format("           hint: {}\n", item.hint)));
    for (const auto& warning : item.warnings)
      print(harmless(fmt::format("           warning: {}\n", warning)));
  }
}

Json item_json(const pipeline::ChecklistItem& item) {
  Json json = {{"kind", item.kind}, {"name", item.name}, {"ok", item.ok}, {"detail", item.detail}};
  if (!item.notes.empty()) json["notes"] = item.notes;
  if (!item.hint.empty()) json["hint"] = item.hint;
  if (!item.warnings.empty()) json["warnings"] = item.warnings;
  return json;
}

ExitCode run_check(Context& context) {
  const std::vector<pipeline::ChecklistItem> items = pipeline::checklist(context.session());
  size_t missing = 0;
  for (const auto& item : items) missing += item.ok ? 0 : 1;
  if (context.json()) {
    Json json = {{"ok", missing == 0}, {"checks", Json::array()}};
    for (const auto& item : items) json["checks"].push_back(item_json(item));
    print_json(json);
  } else {
    print_items(items);
    print(missing == 0 ? "nothing is missing\n"
                       : fmt::format("{} of {} items are missing\n", missing, items.size()));
  }
  return missing == 0 ? ExitCode::done : ExitCode::invalid;
}

}  // namespace

Action declare_check(OptionSet&) {
  return run_check;
}

}  // namespace rpmworks::cli
