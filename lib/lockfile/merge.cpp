// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "lockfile/faults.hpp"
#include "lockfile/lockfile.hpp"
#include "lockfile/write.hpp"

namespace rpmworks::lockfile {

namespace {

// What makes entries of two locks the same entry.
std::string identity(const LockedKey& key) {
  return key.name;
}
std::string identity(const LockedUpstream& upstream) {
  return upstream.name;
}
auto identity(const LockedPackage& package) {
  return std::tuple(package.target, package.section, package.nevra.name, package.nevra.arch);
}

template <class Entry>
using Versions = std::vector<const Entry*>;

template <class Entry>
using Entries = std::map<decltype(identity(std::declval<Entry>())), Versions<Entry>>;

template <class Entry>
Entries<Entry> entries_of(const std::vector<Entry>& list) {
  Entries<Entry> entries;
  for (const auto& entry : list) entries[identity(entry)].push_back(&entry);
  return entries;
}

template <class Entry>
std::string lines_of(const Versions<Entry>& versions) {
  std::string lines;
  for (const Entry* version : versions) lines += line_of(*version);
  return lines;
}

template <class Entry>
Versions<Entry> versions_in(const Entries<Entry>& entries, const typename Entries<Entry>::key_type& id) {
  const auto at = entries.find(id);
  return at == entries.end() ? Versions<Entry>() : at->second;
}

// A merged list: the entries that both sides agree on, and the others.
template <class Entry>
struct MergedList {
  struct Conflict {
    Versions<Entry> ours, theirs;
    const Entry& first() const { return *(ours.empty() ? theirs : ours).front(); }
  };
  std::vector<Entry> entries;
  std::vector<Conflict> conflicts;
};

template <class Entry>
MergedList<Entry> merged_list(const std::vector<Entry>& base, const std::vector<Entry>& ours,
                              const std::vector<Entry>& theirs) {
  const Entries<Entry> in_base = entries_of(base);
  const Entries<Entry> in_ours = entries_of(ours);
  const Entries<Entry> in_theirs = entries_of(theirs);
  Entries<Entry> all = in_ours;
  all.insert(in_theirs.begin(), in_theirs.end());

  MergedList<Entry> merged;
  for (const auto& each : all) {
    const auto our_versions = versions_in<Entry>(in_ours, each.first);
    const auto their_versions = versions_in<Entry>(in_theirs, each.first);
    const std::string before = lines_of(versions_in<Entry>(in_base, each.first));
    const std::string our_lines = lines_of(our_versions);
    const std::string their_lines = lines_of(their_versions);
    if (our_lines != their_lines && our_lines != before && their_lines != before) {
      merged.conflicts.push_back({our_versions, their_versions});
      continue;
    }
    for (const Entry* version : our_lines == before ? their_versions : our_versions)
      merged.entries.push_back(*version);
  }
  return merged;
}

// Adds the entries `names` that a side has and the merged list lacks: one side removed the entry, and the
// other side added something that uses it.
template <class Entry>
void restore(const std::set<std::string>& names, const std::vector<Entry>& ours,
             const std::vector<Entry>& theirs, MergedList<Entry>& merged) {
  const auto has = [](const auto& entries, const std::string& name) {
    return std::ranges::any_of(entries, [&](const auto& entry) { return entry.name == name; });
  };
  for (const auto& name : names) {
    const bool is_in_conflict = std::ranges::any_of(
        merged.conflicts, [&](const auto& conflict) { return conflict.first().name == name; });
    if (is_in_conflict || has(merged.entries, name)) continue;
    for (const auto* side : {&ours, &theirs}) {
      const auto at = std::ranges::find(*side, name, &Entry::name);
      if (at == side->end()) continue;
      merged.entries.push_back(*at);
      break;
    }
  }
}

// Calls `visit` with each entry of a merged list, also those in conflicts.
template <class Entry, class Visit>
void each_entry(const MergedList<Entry>& merged, Visit visit) {
  for (const auto& entry : merged.entries) visit(entry);
  for (const auto& conflict : merged.conflicts)
    for (const auto* versions : {&conflict.ours, &conflict.theirs})
      for (const Entry* version : *versions) visit(*version);
}

// The lines of a sorted list, with conflicts where their entries belong.
template <class Entry>
std::string lines_of(const std::vector<Entry>& entries, const MergedList<Entry>& merged) {
  auto conflicts = merged.conflicts;
  std::ranges::sort(conflicts,
                    [](const auto& one, const auto& other) { return order(one.first(), other.first()) < 0; });
  std::string lines;
  auto conflict = conflicts.begin();
  const auto add_conflicts_before = [&](const Entry* entry) {
    for (; conflict != conflicts.end() && (!entry || order(conflict->first(), *entry) < 0); ++conflict)
      lines += "<<<<<<< ours\n" + lines_of(conflict->ours) + "=======\n" + lines_of(conflict->theirs) +
               ">>>>>>> theirs\n";
  };
  for (const auto& entry : entries) {
    add_conflicts_before(&entry);
    lines += line_of(entry);
  }
  add_conflicts_before(nullptr);
  return lines;
}

Lock read_side(const std::string& text, const char* name) {
  return text.empty() ? Lock{} : parse(text, name);
}

std::optional<std::string> inputs_of(const Lock& lock, const std::string& target) {
  const auto at = lock.inputs.find(target);
  return at == lock.inputs.end() ? std::nullopt : std::optional(at->second);
}

// Merges the inputs of each target. Returns whether both sides changed some of them differently, or a side
// removed those of a target that the merged packages have: then the result has those of ours.
bool merge_inputs(const Lock& base, const Lock& ours, const Lock& theirs, const std::set<std::string>& used,
                  Lock& merged) {
  bool both_changed = false;
  std::set<std::string> targets = used;
  for (const Lock* lock : {&ours, &theirs})
    for (const auto& [target, sha256] : lock->inputs) targets.insert(target);
  for (const auto& target : targets) {
    const auto before = inputs_of(base, target);
    const auto our_inputs = inputs_of(ours, target);
    const auto their_inputs = inputs_of(theirs, target);
    both_changed |= our_inputs != their_inputs && our_inputs != before && their_inputs != before;
    auto taken = our_inputs == before ? their_inputs : our_inputs;
    if (!taken && used.contains(target)) {
      taken = our_inputs ? our_inputs : their_inputs;
      both_changed = true;
    }
    if (taken) merged.inputs[target] = *taken;
  }
  return both_changed;
}

// The inputs and `is_merged`, which belong together.
void merge_state(const Lock& base, const Lock& ours, const Lock& theirs, const std::set<std::string>& used,
                 Lock& merged) {
  const auto state = [](const Lock& lock) { return std::tie(lock.inputs, lock.is_merged); };
  const Lock& taken = state(ours) == state(base) ? theirs : ours;
  const bool both_changed = merge_inputs(base, ours, theirs, used, merged);
  merged.is_merged = taken.is_merged || both_changed || ours.altered_at || theirs.altered_at;
}

bool is_same(const Lock& one, const Lock& other) {
  return text_of(one) == text_of(other);
}

}  // namespace

Merged merge(const std::string& base, const std::string& ours, const std::string& theirs) {
  const Lock before = read_side(base, "base");
  const Lock our_lock = read_side(ours, "ours");
  const Lock their_lock = read_side(theirs, "theirs");
  auto keys = merged_list(before.keys, our_lock.keys, their_lock.keys);
  auto upstreams = merged_list(before.upstreams, our_lock.upstreams, their_lock.upstreams);
  auto packages = merged_list(before.packages, our_lock.packages, their_lock.packages);

  std::set<std::string> used;
  each_entry(packages, [&](const LockedPackage& package) { used.insert(package.upstream); });
  restore(used, our_lock.upstreams, their_lock.upstreams, upstreams);
  used.clear();
  each_entry(upstreams, [&](const LockedUpstream& one) { used.insert(one.trust.begin(), one.trust.end()); });
  restore(used, our_lock.keys, their_lock.keys, keys);

  Lock merged{.keys = keys.entries, .upstreams = upstreams.entries, .packages = packages.entries};
  used.clear();
  each_entry(packages, [&](const LockedPackage& package) { used.insert(package.target); });
  merge_state(before, our_lock, their_lock, used, merged);
  sort(merged);
  const bool has_conflicts =
      !keys.conflicts.empty() || !upstreams.conflicts.empty() || !packages.conflicts.empty();
  if (has_conflicts || (!is_same(merged, our_lock) && !is_same(merged, their_lock))) merged.is_merged = true;
  return {.text = with_digest(head_of(merged) + list_of(k_keys, lines_of(merged.keys, keys)) +
                              list_of(k_upstreams, lines_of(merged.upstreams, upstreams)) +
                              list_of(k_packages, lines_of(merged.packages, packages))),
          .has_conflicts = has_conflicts};
}

}  // namespace rpmworks::lockfile
