// SPDX-License-Identifier: GPL-3.0-or-later
#include "lock_output.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace rpmworks::cli {

namespace {

using locking::LockChange;

std::string kind_of(const LockChange& change) {
  if (!change.before) return "added";
  if (!change.after) return "removed";
  if (change.before->nevra.str() != change.after->nevra.str()) return "updated";
  if (change.before->sha256 != change.after->sha256) return "content";
  return change.before->upstream != change.after->upstream ||
                 change.before->location != change.after->location
             ? "origin"
             : "reason";
}

Json json_of(const LockChange& change) {
  const auto nevra = [](const auto& package) { return package ? Json(package->nevra.str()) : Json(); };
  Json json = {{"target", change.either().target},
               {"section", change.either().section},
               {"change", kind_of(change)},
               {"before", nevra(change.before)},
               {"after", nevra(change.after)}};
  if (change.after) json["reason"] = locking::reason_of(*change.after);
  return json;
}

Json json_of(const solve::Replacement& replacement) {
  return {{"package", replacement.package.str()},
          {"section", replacement.section},
          {"replaced", replacement.replaced.str()},
          {"of", replacement.of}};
}

// Comparing two large locks takes time.
std::vector<LockChange> changes_of(const locking::LockResult& result) {
  if (!result.differs) return {};
  return locking::changes(result.before, result.lock);
}

}  // namespace

std::string lock_text(const locking::LockResult& result, const std::string& file) {
  std::string text;
  const auto changed = changes_of(result);
  for (const auto& change : changed) text += locking::line_of(change) + "\n";
  for (const auto& replacement : result.replacements) text += locking::line_of(replacement) + "\n";
  uint64_t bytes = 0;
  for (const auto& package : result.lock.packages) bytes += package.size;
  const std::string content =
      fmt::format("{}, {}", counted(result.lock.packages.size(), "package"), human_bytes(bytes));
  if (!result.differs) return text + fmt::format("{}: {}, up to date\n", file, content);
  return text + fmt::format("{}: {}, {} changed\n", file, content, changed.size());
}

Json json_of(const locking::LockResult& result, const std::string& file) {
  Json json = {{"lock", file},
               {"current", !result.differs},
               {"written", result.written},
               {"packages", result.lock.packages.size()}};
  json["changes"] = Json::array();
  for (const auto& change : changes_of(result)) json["changes"].push_back(json_of(change));
  json["replacements"] = Json::array();
  for (const auto& replacement : result.replacements) json["replacements"].push_back(json_of(replacement));
  return json;
}

}  // namespace rpmworks::cli
