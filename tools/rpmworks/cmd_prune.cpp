// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "command.hpp"
#include "context.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "output.hpp"
#include "pipeline/prune_store.hpp"
#include "publishing/prune.hpp"

namespace rpmworks::cli {

namespace {

struct PruneOptions {
  std::string keep;
  std::string older_than;
  std::string unused_for;
  bool dry_run = false;
};

std::string why_no_count(const std::string& text) {
  return !text.empty() && text.size() < 7 && text.find_first_not_of("0123456789") == std::string::npos
             ? ""
             : fmt::format("'{}' is not a number of releases", text);
}

std::string why_no_age(const std::string& text) {
  return publishing::parse_age(text) ? "" : fmt::format("'{}' is not an age, such as 90d, 12h or 8w", text);
}

void print_plan_json(const publishing::Pruned& pruned, bool dry_run) {
  Json releases = Json::array();
  for (const auto& item : pruned.plan.items)
    releases.push_back({{"release", item.release}, {"removed", item.removed}, {"reason", item.reason}});
  print_json({{"dry_run", dry_run},
              {"releases", std::move(releases)},
              {"files", pruned.plan.files},
              {"bytes", pruned.usage.own},
              {"bytes_linked_elsewhere", pruned.usage.linked}});
}

void print_plan_text(const publishing::Pruned& pruned, bool dry_run) {
  Table table({"release", "", "reason"});
  for (const auto& item : pruned.plan.items)
    table.add(
        {item.release, item.removed ? (dry_run ? "would be removed" : "removed") : "kept", item.reason});
  print(table.str());
  for (const auto& file : pruned.plan.files)
    print(fmt::format("{}: {}, because no other release has it\n", file,
                      dry_run ? "would be removed" : "removed"));
  const auto& [total, own, linked] = pruned.usage;
  const size_t count = pruned.plan.removed().size();
  if (count == 0) {
    print("nothing to remove\n");
    return;
  }
  const bool is_one = count == 1;
  print(fmt::format(
      "{} {}, which {} {} of {} own{}\n", counted(count, "release"), dry_run ? "would be removed" : "removed",
      dry_run ? (is_one ? "has" : "have") : "had", human_bytes(own), is_one ? "its" : "their",
      linked == 0 ? ""
                  : fmt::format("; {} of it are packages that other links keep, such as those of "
                                "the store",
                                human_bytes(linked))));
}

void print_store_json(const pipeline::PrunedStore& pruned, const fs::path& store, bool dry_run) {
  Json groups = Json::array();
  for (const auto& group : pruned.groups)
    groups.push_back({{"kind", group.kind.empty() ? Json() : Json(group.kind)},
                      {"count", group.count},
                      {"bytes", group.bytes},
                      {"reason", group.reason}});
  print_json({{"dry_run", dry_run},
              {"store", store.string()},
              {"removed", std::move(groups)},
              {"bytes", pruned.bytes}});
}

void print_store_text(const pipeline::PrunedStore& pruned, const fs::path& store, bool dry_run) {
  if (pruned.groups.empty()) {
    print(fmt::format("nothing to remove from the store {}\n", store.string()));
    return;
  }
  Table table({"from the store", "", "", "reason"});
  for (const auto& group : pruned.groups)
    table.add({group.kind.empty() ? counted(group.count, "file")
                                  : fmt::format("{} {}", counted(group.count, "record"), group.kind),
               human_bytes(group.bytes), dry_run ? "would be removed" : "removed", group.reason});
  print(table.str());
  print(fmt::format("{} {} in {}\n", human_bytes(pruned.bytes), dry_run ? "would be freed" : "were freed",
                    store.string()));
}

ExitCode prune_store(Context& context, const PruneOptions& options) {
  if (!options.keep.empty() || !options.older_than.empty())
    throw Error(ExitCode::usage, "--unused-for cannot be combined with --keep and --older-than")
        .hint(
            "--unused-for removes from the store, the others remove releases: run prune twice, the "
            "releases first");
  const store::Workspace& workspace = context.workspace();
  const pipeline::PrunedStore pruned =
      pipeline::prune_store(workspace, {.unused_for = publishing::parse_age(options.unused_for).value(),
                                        .dry_run = options.dry_run,
                                        .on_wait = context.on_wait()});
  if (context.json())
    print_store_json(pruned, workspace.store_folder, options.dry_run);
  else
    print_store_text(pruned, workspace.store_folder, options.dry_run);
  return ExitCode::done;
}

ExitCode run_prune(Context& context, const PruneOptions& options) {
  if (!options.unused_for.empty()) return prune_store(context, options);
  context.require_config();
  product::Session& session = context.locked_for_releases();
  publishing::PruneRequest request{.keep = {}, .older_than = {}, .dry_run = options.dry_run};
  if (!options.keep.empty()) request.keep = static_cast<unsigned>(std::stoul(options.keep));
  if (!options.older_than.empty()) request.older_than = publishing::parse_age(options.older_than);
  const publishing::Pruned pruned = publishing::prune(session, request);
  if (context.json())
    print_plan_json(pruned, options.dry_run);
  else
    print_plan_text(pruned, options.dry_run);
  return ExitCode::done;
}

}  // namespace

Action declare_prune(OptionSet& set) {
  auto options = std::make_shared<PruneOptions>();
  set.add("--keep", options->keep, "remove all but the N newest releases").value("N").checked(why_no_count);
  set.add("--older-than", options->older_than,
          "remove releases that were last published, or made, longer ago: 90d, 12h, 8w")
      .value("AGE")
      .checked(why_no_age);
  set.add("--unused-for", options->unused_for,
          "instead of releases, remove from the store what no run has used for so long: 60d, 8w")
      .value("AGE")
      .checked(why_no_age);
  set.flag("--dry-run", options->dry_run, "only show what would be removed, and why");
  return [options](Context& context) { return run_prune(context, *options); };
}

}  // namespace rpmworks::cli
