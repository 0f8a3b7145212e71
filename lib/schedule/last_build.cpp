// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/last_build.hpp"

#include <fmt/format.h>

namespace rpmworks::schedule {

namespace {

using Members = std::map<std::string, LastBuild::Member>;

constexpr size_t k_shown_digits = 12;  // of digests and commits

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

// The product's own are told as such.
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
  if (to.empty()) return fmt::format("{}: gone, was {}", what, from);
  if (from == to) return fmt::format("{}: made anew, {}", what, to);
  return fmt::format("{}: {} → {}", what, from, to);
}

std::vector<Change> changes(const LastBuild& before, const LastBuild& now) {
  std::vector<Change> found;
  compare_sources(before, now, found);
  compare(Change::Kind::product, before.product, now.product, found);
  // Where one of them could not be told, nothing can be said.
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

}  // namespace rpmworks::schedule
