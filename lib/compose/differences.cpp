// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/differences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace rpmworks::compose {

namespace {

using manifest::Entry;
using manifest::Manifest;

// One name and architecture can be in a section with several versions; the last stands for them here.
std::map<std::string, const Entry*> by_name(const Manifest& manifest) {
  std::map<std::string, const Entry*> entries;
  for (const auto& entry : manifest.packages)
    entries[entry.section + "/" + entry.nevra.name + "." + entry.nevra.arch] = &entry;
  return entries;
}

std::string change_of(const Entry& before, const Entry& after) {
  const std::string evr = before.nevra.evr.str();
  const std::string from =
      before.origin.commit.empty() ? "" : " of commit " + before.origin.commit.substr(0, 12);
  const std::string to = after.origin.commit.empty() ? "" : " of commit " + after.origin.commit.substr(0, 12);
  if (!(before.nevra == after.nevra) || before.origin.commit != after.origin.commit)
    return fmt::format("{}{} → {}{}", evr, from, after.nevra.evr.str(), to);
  if (before.signature.fingerprint != after.signature.fingerprint)
    return fmt::format("{}, signed by {} instead of {}", evr, after.signature.fingerprint,
                       before.signature.fingerprint);
  if (before.origin.srpm_sha256 != after.origin.srpm_sha256) return evr + ", of another source package";
  if (before.build && after.build && before.build->buildroot_sha256 != after.build->buildroot_sha256)
    return evr + ", built in another build root";
  if (before.sha256 != after.sha256) return evr + ", built or signed anew";
  return {};
}

}  // namespace

std::vector<std::string> differences(const Manifest& old_one, const Manifest& new_one, size_t most) {
  std::vector<std::string> lines;
  const auto before = by_name(old_one);
  const auto after = by_name(new_one);
  for (const auto& [name, entry] : after)
    if (!before.contains(name)) lines.push_back(fmt::format("{}: new, {}", name, entry->nevra.evr.str()));
  for (const auto& [name, entry] : before) {
    const auto other = after.find(name);
    if (other == after.end())
      lines.push_back(fmt::format("{}: gone, was {}", name, entry->nevra.evr.str()));
    else if (const auto change = change_of(*entry, *other->second); !change.empty())
      lines.push_back(fmt::format("{}: {}", name, change));
  }
  if (old_one.config_sha256 != new_one.config_sha256) lines.emplace_back("repos.yaml was changed");
  if (old_one.tool != new_one.tool)
    lines.push_back(fmt::format("{} made it, and this is {}", old_one.tool, new_one.tool));
  // The page and the table follow from the rest.
  for (const auto& file : new_one.files) {
    const auto other = std::ranges::find(old_one.files, file.file, &manifest::FileInfo::file);
    const bool is_derived = file.file == "manifest.csv" || file.file == "index.html";
    if (!is_derived && other != old_one.files.end() && other->sha256 != file.sha256)
      lines.push_back(fmt::format("{} was changed", file.file));
  }
  if (lines.size() > most) {
    const size_t left = lines.size() - most;
    lines.resize(most);
    lines.push_back(fmt::format("and {} more", left));
  }
  return lines;
}

}  // namespace rpmworks::compose
