// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/prune_store.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "abi/record_kinds.hpp"
#include "buildplan/record_kinds.hpp"
#include "buildroot/record_kinds.hpp"
#include "builtin/record_kinds.hpp"
#include "core/error.hpp"
#include "locking/record_kinds.hpp"
#include "repodata/record_kinds.hpp"
#include "schedule/record_kinds.hpp"
#include "sign/record_kinds.hpp"
#include "srpm/record_kinds.hpp"
#include "store/collect.hpp"

namespace rpmworks::pipeline {

namespace {

std::set<std::string> folders_of(const store::Kinds& kinds) {
  std::set<std::string> folders;
  for (const auto& kind : kinds) folders.insert(store::folder_of_kind(kind.name, kind.version));
  return folders;
}

std::string reason_of(store::Removal::Why why) {
  return why == store::Removal::Why::chosen ? "no run has used it for that long" : store::text_of(why);
}

PrunedStore summary(const store::Removal& plan) {
  std::map<std::pair<std::string, std::string>, PrunedStore::Group> groups;
  for (const auto* const items : {&plan.records, &plan.blobs})
    for (const auto& item : *items) {
      const std::string reason = reason_of(item.why);
      auto& group = groups[{item.kind, reason}];
      group.kind = item.kind;
      group.reason = reason;
      ++group.count;
      group.bytes += item.size;
    }
  PrunedStore pruned{.groups = {}, .bytes = plan.bytes()};
  for (auto& [key, group] : groups) pruned.groups.push_back(std::move(group));
  return pruned;
}

}  // namespace

store::Kinds all_record_kinds() {
  store::Kinds all = store::record_kinds();
  for (const auto& kinds : {srpm::record_kinds(), repodata::record_kinds(), buildroot::record_kinds(),
                            buildplan::record_kinds(), builtin::record_kinds(), schedule::record_kinds(),
                            sign::record_kinds(), locking::record_kinds(), abi::record_kinds()})
    all.insert(all.end(), kinds.begin(), kinds.end());
  return all;
}

PrunedStore prune_store(const store::Workspace& workspace, const PruneStoreRequest& request) {
  if (request.unused_for < k_shortest_unused)
    throw Error(ExitCode::usage,
                "less than two days are too short: a store notes only once a day what is used")
        .hint("use at least 2d");
  workspace.require_own();
  constexpr std::chrono::seconds k_longest = std::chrono::hours(24 * 36500);
  const store::Time since = std::chrono::system_clock::now() - std::min(request.unused_for, k_longest);
  const std::set<std::string> signatures = folders_of(sign::record_kinds());
  const auto stays = [&](const store::StoredRecord& record) {
    if (record.used >= since) return store::Stay::with_blobs;
    return signatures.contains(record.folder) ? store::Stay::without_blobs : store::Stay::no;
  };
  const auto stays_alone = [&](const store::StoredBlob& blob) { return blob.links > 1 || blob.put >= since; };
  const store::Removal plan =
      store::plan_removal(workspace.store_folder, all_record_kinds(), stays, stays_alone, request.on_wait);
  if (!request.dry_run) store::remove(plan);
  return summary(plan);
}

}  // namespace rpmworks::pipeline
