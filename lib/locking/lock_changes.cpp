// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/lock_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/text.hpp"

namespace rpmworks::locking {

namespace {

using lockfile::Lock;
using lockfile::LockedPackage;

constexpr size_t k_most_lines = 30;

using Identity = std::tuple<std::string, std::string, std::string, std::string>;

struct Versions {
  std::vector<LockedPackage> before, after;
};

Identity identity(const LockedPackage& package) {
  return {package.target, package.section, package.nevra.name, package.nevra.arch};
}

bool is_same_file(const LockedPackage& one, const LockedPackage& other) {
  return one.nevra.str() == other.nevra.str() && one.sha256 == other.sha256;
}

bool is_same(const LockedPackage& one, const LockedPackage& other) {
  return is_same_file(one, other) && one.upstream == other.upstream && one.location == other.location &&
         one.because == other.because && one.requirement == other.requirement;
}

// Removes the versions that both sides have.
void remove_common(Versions& versions) {
  std::erase_if(versions.before, [&](const LockedPackage& old) {
    const auto at =
        std::ranges::find_if(versions.after, [&](const auto& made) { return is_same(old, made); });
    if (at == versions.after.end()) return false;
    versions.after.erase(at);
    return true;
  });
}

// Removes the files that both sides have, with another origin or reason.
std::vector<LockChange> same_files(Versions& versions) {
  std::vector<LockChange> same;
  std::erase_if(versions.before, [&](const LockedPackage& old) {
    const auto at =
        std::ranges::find_if(versions.after, [&](const auto& made) { return is_same_file(old, made); });
    if (at == versions.after.end()) return false;
    same.push_back({.before = old, .after = std::move(*at)});
    versions.after.erase(at);
    return true;
  });
  return same;
}

std::vector<std::string> capped(std::vector<std::string> lines) {
  if (lines.size() <= k_most_lines) return lines;
  const size_t left = lines.size() - k_most_lines;
  lines.resize(k_most_lines);
  lines.push_back(fmt::format("and {} more", left));
  return lines;
}

std::vector<std::string> lines_of(const std::vector<LockChange>& all) {
  std::vector<std::string> lines;
  for (const auto& change : all) lines.push_back(line_of(change));
  return capped(std::move(lines));
}

// Between two entries of the same file.
std::string difference(const LockedPackage& before, const LockedPackage& after) {
  const std::string nevra = after.nevra.str();
  if (before.upstream != after.upstream)
    return fmt::format("{} comes from {} instead of {}", nevra, after.upstream, before.upstream);
  if (before.location != after.location)
    return fmt::format("{} is at {} instead of {}", nevra, after.location, before.location);
  return fmt::format("{} is there for another reason: {}", nevra, reason_of(after));
}

bool is_plain_requirement(const std::string& requirement) {
  return !requirement.starts_with("conflicts with ") && !requirement.starts_with("replaces ");
}

}  // namespace

std::vector<LockChange> changes(const std::optional<Lock>& before, const Lock& after) {
  std::map<Identity, Versions> all;
  if (before)
    for (const auto& package : before->packages) all[identity(package)].before.push_back(package);
  for (const auto& package : after.packages) all[identity(package)].after.push_back(package);
  std::vector<LockChange> found;
  for (auto& [id, versions] : all) {
    remove_common(versions);
    for (auto& change : same_files(versions)) found.push_back(std::move(change));
    const size_t count = std::max(versions.before.size(), versions.after.size());
    for (size_t i = 0; i < count; ++i) {
      LockChange change;
      if (i < versions.before.size()) change.before = std::move(versions.before[i]);
      if (i < versions.after.size()) change.after = std::move(versions.after[i]);
      found.push_back(std::move(change));
    }
  }
  return found;
}

std::string reason_of(const LockedPackage& package) {
  if (package.because.empty()) return "listed in repos.yaml";
  if (package.requirement.empty()) return package.because.back();
  return fmt::format("{}{} {}", package.because.back(),
                     is_plain_requirement(package.requirement) ? " requires" : "", package.requirement);
}

std::string line_of(const LockChange& change) {
  const std::string& section = change.either().section;
  if (!change.before)
    return fmt::format("{}: added {}: {}", section, change.after->nevra.str(), reason_of(*change.after));
  if (!change.after) return fmt::format("{}: removed {}", section, change.before->nevra.str());
  const rpm::Nevra& old = change.before->nevra;
  const rpm::Nevra& made = change.after->nevra;
  if (is_same_file(*change.before, *change.after))
    return fmt::format("{}: {}", section, difference(*change.before, *change.after));
  if (old.str() == made.str())
    return fmt::format("{}: {} has another content: SHA-256 {} to {}", section, made.str(),
                       change.before->sha256.substr(0, 12), change.after->sha256.substr(0, 12));
  return fmt::format("{}: {}.{} {} to {}: {}", section, made.name, made.arch, old.evr.str(), made.evr.str(),
                     reason_of(*change.after));
}

std::string line_of(const solve::Replacement& replacement) {
  return fmt::format("{} of {} replaces {} of {}", replacement.package.str(),
                     replacement.section.empty() ? "the product" : replacement.section,
                     replacement.replaced.str(),
                     replacement.of == "installed" ? "the installed system" : replacement.of);
}

void require_current(const product::Session& session, const LockResult& result) {
  if (!result.differs) return;
  const std::string name = lock_file(session).filename().string();
  if (!result.before)
    throw Error(ExitCode::gate, fmt::format("there is no {}", lock_file(session).string()))
        .hint("run `rpmworks lock` and commit the file");
  const auto changed = changes(result.before, result.lock);
  std::string what = fmt::format("{} is out of date", name);
  if (changed.empty())
    what += result.before->is_merged ? ": it was merged, and nobody has solved the result"
                                     : ": its keys or upstreams are not those of repos.yaml";
  throw Error(ExitCode::gate, what).notes(lines_of(changed)).hint("run `rpmworks lock` and commit the file");
}

void report(product::Session& session, const LockResult& result) {
  const std::string name = lock_file(session).filename().string();
  if (result.differs) {
    const auto changed = changes(result.before, result.lock);
    session.reporter.note(fmt::format("{}: {}, {} changed", name,
                                      counted(result.lock.packages.size(), "package"), changed.size()));
    for (const auto& line : lines_of(changed)) session.reporter.note(line);
  }
  std::vector<std::string> lines;
  for (const auto& replacement : result.replacements) lines.push_back(line_of(replacement));
  for (const auto& line : capped(std::move(lines))) session.reporter.note(line);
}

}  // namespace rpmworks::locking
