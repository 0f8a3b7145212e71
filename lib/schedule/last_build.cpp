// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/last_build.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace rpmworks::schedule {

namespace {

using Members = std::map<std::string, LastBuild::Member>;

constexpr size_t k_shown_digits = 12;  // of digests and commits
constexpr size_t k_shown_names = 3;    // of changed packages

std::string start_of(const std::string& id) {
  return id.substr(0, k_shown_digits);
}

void compare_sources(const LastBuild& before, const LastBuild& now, std::vector<Change>& found) {
  if (before.srpm_sha256 == now.srpm_sha256) return;
  const auto named = [](const char* name, const std::string& from, const std::string& to) {
    return Change{Change::Kind::source, name, from, to};
  };
  if (before.nevra != now.nevra) found.push_back(named("version", before.nevra, now.nevra));
  if (before.commit != now.commit)
    found.push_back(named("commit", start_of(before.commit), start_of(now.commit)));
  if (found.empty())
    found.push_back(named("sha256", start_of(before.srpm_sha256), start_of(now.srpm_sha256)));
}

void compare(Change::Kind kind, const Members& before, const Members& now, std::vector<Change>& found) {
  for (const auto& [name, member] : now) {
    const auto at = before.find(name);
    if (at == before.end())
      found.push_back({kind, name, "", member.version});
    else if (at->second.sha256 != member.sha256)
      found.push_back({kind, name, at->second.version, member.version});
  }
  for (const auto& [name, member] : before)
    if (!now.contains(name)) found.push_back({kind, name, member.version, ""});
}

// Without the packages of the product, which have a kind of change of their own.
Members of_repositories(const LastBuild& build, const LastBuild& other) {
  Members members = build.buildroot;
  std::erase_if(members, [&](const auto& entry) {
    return build.product.contains(entry.first) || other.product.contains(entry.first);
  });
  return members;
}

}  // namespace

std::string Change::kind_name() const {
  switch (kind) {
    case Kind::source:
      return "source";
    case Kind::product:
      return "product";
    case Kind::buildroot:
      return "buildroot";
    case Kind::configuration:
      break;
  }
  return "configuration";
}

std::string Change::text() const {
  const std::string what = kind == Kind::source      ? name + " of the source package"
                           : kind == Kind::product   ? name + " of this product"
                           : kind == Kind::buildroot ? name + " in the buildroot"
                                                     : name + " of the target";
  if (from.empty()) return fmt::format("{}: new, {}", what, to);
  if (to.empty()) return fmt::format("{}: removed, was {}", what, from);
  if (from == to) return fmt::format("{}: rebuilt, {}", what, to);
  return fmt::format("{}: {} → {}", what, from, to);
}

std::vector<Change> changes(const LastBuild& before, const LastBuild& now) {
  std::vector<Change> found;
  compare_sources(before, now, found);
  compare(Change::Kind::product, before.product, now.product, found);
  // An engine that cannot tell gives no members.
  if (!before.buildroot.empty() && !now.buildroot.empty())
    compare(Change::Kind::buildroot, of_repositories(before, now), of_repositories(now, before), found);
  for (const auto& [name, text] : now.configuration) {
    const auto at = before.configuration.find(name);
    const std::string from = at == before.configuration.end() ? "" : at->second;
    if (from != text) found.push_back({Change::Kind::configuration, name, from, text});
  }
  for (const auto& [name, text] : before.configuration)
    if (!now.configuration.contains(name)) found.push_back({Change::Kind::configuration, name, text, ""});
  return found;
}

std::optional<std::string> source_reason(const std::optional<LastBuild>& last,
                                         const std::string& srpm_sha256) {
  if (!last) return "never built";
  if (last->srpm_sha256 != srpm_sha256) return "SRPM changed";
  return std::nullopt;
}

BuildReason reason_for(const LastBuild& last, const LastBuild& now) {
  BuildReason reason{.changes = changes(last, now)};
  std::vector<std::string> packages;
  for (const Change& change : reason.changes)
    if (change.kind == Change::Kind::product || change.kind == Change::Kind::buildroot)
      packages.push_back(change.name);
  const bool has_configuration = std::ranges::any_of(
      reason.changes, [](const Change& change) { return change.kind == Change::Kind::configuration; });
  if (auto source = source_reason(last, now.srpm_sha256))
    reason.text = std::move(*source);
  else if (packages.size() > k_shown_names)
    reason.text = fmt::format("{} and {} more changed", packages.front(), packages.size() - 1);
  else if (!packages.empty())
    reason.text = join(packages, ", ") + " changed";
  else if (has_configuration || last.environment != now.environment)
    reason.text = "the target or its repositories changed";
  else
    reason.text = "its result is no longer in the store";
  return reason;
}

}  // namespace rpmworks::schedule
