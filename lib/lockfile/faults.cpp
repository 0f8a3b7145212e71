// SPDX-License-Identifier: GPL-3.0-or-later
#include "lockfile/faults.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "config/values.hpp"
#include "lockfile/values.hpp"

namespace rpmworks::lockfile {

namespace {

using config::shown;

std::strong_ordering strong(std::weak_ordering by) {
  if (by < 0) return std::strong_ordering::less;
  return by > 0 ? std::strong_ordering::greater : std::strong_ordering::equal;
}

std::optional<Fault> fault(const char* field, std::string message) {
  return Fault{.field = field, .message = std::move(message)};
}

std::optional<Fault> named(const char* field, const Problem& problem) {
  if (!problem) return {};
  return fault(field, fmt::format("'{}' {}", field, *problem));
}

std::optional<Fault> named_in_inputs(const std::string& target, const Problem& problem) {
  if (!problem) return {};
  return fault("inputs", fmt::format("{} in 'inputs' {}", shown(target), *problem));
}

std::optional<Fault> missing(const char* field, bool is_missing) {
  return is_missing ? fault(field, fmt::format("'{}' is missing", field)) : std::nullopt;
}

// The first fault of a list of checks.
template <class... Faults>
std::optional<Fault> first_of(std::optional<Fault> one, Faults... others) {
  if constexpr (sizeof...(others) == 0)
    return one;
  else
    return one ? one : first_of(std::move(others)...);
}

std::optional<Fault> fault_of_list(const char* field, const std::vector<std::string>& texts,
                                   const char* item) {
  std::set<std::string_view> seen;
  for (const auto& text : texts) {
    if (text.empty()) return fault(field, fmt::format("{} of '{}' is empty", item, field));
    if (const auto problem = problem_of_text(text))
      return fault(field, fmt::format("{} of '{}' {}", item, field, *problem));
    if (!seen.insert(text).second)
      return fault(field, fmt::format("{} is listed twice in '{}'", shown(text), field));
  }
  return {};
}

std::optional<Fault> fault_of_rejected(const LockedPackage& package) {
  for (const auto& rejection : package.rejected) {
    if (rejection.nevra.empty() || rejection.reason.empty())
      return fault("rejected", "a package of 'rejected' has no name or no reason");
    for (const std::string* text : {&rejection.nevra, &rejection.reason})
      if (const auto problem = problem_of_text(*text))
        return fault("rejected", fmt::format("a text of 'rejected' {}", *problem));
  }
  return {};
}

std::optional<Fault> fault_of(const LockedKey& key) {
  return first_of(missing("name", key.name.empty()), named("name", problem_of_name(key.name)),
                  missing("fingerprint", key.fingerprint.empty()),
                  named("fingerprint", problem_of_fingerprint(key.fingerprint)));
}

std::optional<Fault> fault_of(const LockedUpstream& upstream) {
  return first_of(missing("name", upstream.name.empty()), named("name", problem_of_name(upstream.name)),
                  missing("url", upstream.url.empty()),
                  named(upstream.is_mirror_list ? "mirrorlist" : "url", problem_of_url(upstream.url)),
                  fault_of_list("trust", upstream.trust, "a name"),
                  missing("repomd", upstream.repomd_sha256.empty()),
                  named("repomd", problem_of_digest(upstream.repomd_sha256)),
                  named("revision", problem_of_text(upstream.revision)));
}

bool is_empty(const rpm::Evr& evr) {
  return evr.version.empty() && evr.release.empty();
}

// Required fields. Targets and sections repeat from line to line, so the caller checks their values.
std::optional<Fault> missing_in(const LockedPackage& package) {
  if (package.target.empty()) return missing("target", true);
  if (package.section.empty()) return missing("section", true);
  if (package.nevra.name.empty()) return missing("name", true);
  if (is_empty(package.nevra.evr)) return missing("evr", true);
  if (package.nevra.arch.empty()) return missing("arch", true);
  if (package.upstream.empty()) return missing("upstream", true);
  if (package.location.empty()) return missing("location", true);
  if (package.size == 0) return fault("size", "'size' is 0");
  return missing("sha256", package.sha256.empty());
}

std::string name_of(const LockedKey& key) {
  return fmt::format("key {}", shown(key.name));
}
std::string name_of(const LockedUpstream& upstream) {
  return fmt::format("upstream {}", shown(upstream.name));
}
std::string name_of(const LockedPackage& package) {
  return fmt::format("{} in {} of {}", package.nevra.str(), package.section, package.target);
}

template <class Entry>
std::optional<Fault> fault_of_order(const std::vector<Entry>& entries, size_t i) {
  if (i == 0) return {};
  const auto by = order(entries[i - 1], entries[i]);
  if (by < 0) return {};
  return Fault{.index = i,
               .message = by == 0 ? fmt::format("{} is listed twice", name_of(entries[i]))
                                  : fmt::format("wrong order: {} must come before {}", name_of(entries[i]),
                                                name_of(entries[i - 1])),
               .earlier = i - 1};
}

template <class Entry, class Check>
std::optional<Fault> fault_of_entries(const char* list, const std::vector<Entry>& entries, Check check) {
  for (size_t i = 0; i < entries.size(); ++i) {
    std::optional<Fault> found = check(i);
    if (!found) found = fault_of_order(entries, i);
    if (!found) continue;
    found->list = list;
    found->index = i;
    return found;
  }
  return {};
}

template <class Entry>
std::set<std::string_view> names_of(const std::vector<Entry>& entries) {
  std::set<std::string_view> names;
  for (const auto& entry : entries) names.insert(entry.name);
  return names;
}

}  // namespace

std::optional<Fault> fault_of_values(const LockedPackage& package) {
  const auto unless_empty = [](const char* field, const std::string& value, auto check) {
    return value.empty() ? std::nullopt : named(field, check(value));
  };
  if (auto found = unless_empty("name", package.nevra.name, problem_of_package_name)) return found;
  if (!is_empty(package.nevra.evr))
    if (auto found = named("evr", problem_of_evr(package.nevra.evr))) return found;
  if (auto found = unless_empty("arch", package.nevra.arch, problem_of_arch)) return found;
  if (auto found = unless_empty("location", package.location, problem_of_location)) return found;
  if (auto found = unless_empty("sha256", package.sha256,
                                [](const std::string& text) { return problem_of_digest(text); }))
    return found;
  if (auto found = unless_empty("source", package.source, problem_of_file_name)) return found;
  if (auto found = fault_of_list("because", package.because, "a package")) return found;
  if (auto found = named("requirement", problem_of_text(package.requirement))) return found;
  if (auto found = fault_of_rejected(package)) return found;
  return unless_empty("held", package.held,
                      [](const std::string& text) { return problem_of_evr(rpm::Evr::parse(text)); });
}

std::optional<Fault> fault_of(const Lock& lock) {
  for (const auto& [target, sha256] : lock.inputs)
    if (auto found = first_of(named_in_inputs(target, problem_of_name(target)),
                              named_in_inputs(target, problem_of_digest(sha256))))
      return found;
  if (auto found = fault_of_entries(k_keys, lock.keys, [&](size_t i) { return fault_of(lock.keys[i]); }))
    return found;

  const auto keys = names_of(lock.keys);
  auto found = fault_of_entries(k_upstreams, lock.upstreams, [&](size_t i) {
    std::optional<Fault> in = fault_of(lock.upstreams[i]);
    const auto& trust = lock.upstreams[i].trust;
    if (!in && !std::ranges::is_sorted(trust)) in = fault("trust", "the names of 'trust' are not sorted");
    for (const auto& key : trust)
      if (!in && !keys.contains(key))
        in = fault("trust", fmt::format("no key of this file is named {}", shown(key)));
    return in;
  });
  if (found) return found;

  const auto upstreams = names_of(lock.upstreams);
  return fault_of_entries(k_packages, lock.packages, [&](size_t i) -> std::optional<Fault> {
    const LockedPackage& package = lock.packages[i];
    if (auto in = missing_in(package)) return in;
    const LockedPackage* before = i > 0 ? &lock.packages[i - 1] : nullptr;
    if (!before || before->target != package.target)
      if (auto in = named("target", problem_of_name(package.target))) return in;
    if (!lock.inputs.contains(package.target))
      return fault("target", fmt::format("'inputs' of this file has no target {}", shown(package.target)));
    if (!before || before->section != package.section)
      if (auto in = named("section", problem_of_section(package.section))) return in;
    if (auto in = fault_of_values(package)) return in;
    if (!upstreams.contains(package.upstream))
      return fault("upstream", fmt::format("no upstream of this file is named {}", shown(package.upstream)));
    return {};
  });
}

std::strong_ordering order(const LockedKey& one, const LockedKey& other) {
  return one.name <=> other.name;
}

std::strong_ordering order(const LockedUpstream& one, const LockedUpstream& other) {
  return one.name <=> other.name;
}

std::strong_ordering order(const LockedPackage& one, const LockedPackage& other) {
  if (const auto by = one.target <=> other.target; by != 0) return by;
  if (const auto by = one.section <=> other.section; by != 0) return by;
  if (const auto by = one.nevra.name <=> other.nevra.name; by != 0) return by;
  if (const auto by = one.nevra.evr <=> other.nevra.evr; by != 0) return strong(by);
  // Different texts may be the same version to rpm, such as 1.0 and 1.00.
  if (const auto by = one.nevra.evr.str() <=> other.nevra.evr.str(); by != 0) return by;
  return one.nevra.arch <=> other.nevra.arch;
}

void sort(Lock& lock) {
  const auto by_order = [](const auto& one, const auto& other) { return order(one, other) < 0; };
  std::ranges::stable_sort(lock.keys, by_order);
  std::ranges::stable_sort(lock.upstreams, by_order);
  std::ranges::stable_sort(lock.packages, by_order);
  for (auto& upstream : lock.upstreams) std::ranges::sort(upstream.trust);
}

}  // namespace rpmworks::lockfile
