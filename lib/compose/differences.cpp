// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/differences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "manifest/diff.hpp"

namespace rpmworks::compose {

namespace {

using manifest::Entry;
using manifest::Manifest;
using manifest::PackageChange;

std::string place_of(const Entry& entry) {
  return fmt::format("{}/{}.{}", entry.section, entry.nevra.name, entry.nevra.arch);
}

std::string version_and_commit(const Entry& entry) {
  const std::string commit = entry.origin.commit().substr(0, 12);
  return entry.nevra.evr.str() + (commit.empty() ? "" : " of commit " + commit);
}

// The most important change of a package; empty if no change matters to a reader.
std::string text_of(const PackageChange& change) {
  const auto& [before, after, version, moved, bytes] = change;
  const std::string evr = before.nevra.evr.str();
  if (version != PackageChange::Version::same || before.origin.commit() != after.origin.commit())
    return fmt::format("{} → {}", version_and_commit(before), version_and_commit(after));
  if (before.signature().fingerprint != after.signature().fingerprint)
    return fmt::format("{}, signed by {} instead of {}", evr, after.signature().fingerprint,
                       before.signature().fingerprint);
  if (before.origin.srpm_sha256() != after.origin.srpm_sha256()) return evr + ", from another source package";
  if (before.build && after.build && before.build->buildroot_sha256 != after.build->buildroot_sha256)
    return evr + ", built in another build root";
  if (bytes != PackageChange::Bytes::same) return evr + ", rebuilt or re-signed";
  return moved ? evr : "";
}

void add_packages(const manifest::Diff& diff, std::vector<std::string>& lines) {
  for (const auto& entry : diff.added)
    lines.push_back(fmt::format("{}: added, {}", place_of(entry), entry.nevra.evr.str()));
  std::vector<std::pair<std::string, std::string>> others;
  for (const auto& entry : diff.removed)
    others.emplace_back(place_of(entry), "removed, was " + entry.nevra.evr.str());
  for (const auto& change : diff.changed) {
    const std::string text = text_of(change);
    const std::string from = change.moved ? fmt::format(", moved from {}", change.before.section) : "";
    if (!text.empty()) others.emplace_back(place_of(change.after), text + from);
  }
  std::ranges::stable_sort(others, {}, &std::pair<std::string, std::string>::first);
  for (const auto& [place, text] : others) lines.push_back(fmt::format("{}: {}", place, text));
}

void add_sections(const manifest::Diff& diff, std::vector<std::string>& lines) {
  for (const auto& section : diff.sections.added)
    lines.push_back(fmt::format("the section {} was added", section.path));
  for (const auto& section : diff.sections.removed)
    lines.push_back(fmt::format("the section {} was removed", section.path));
  for (const auto& change : diff.sections.changed) {
    const auto add = [&](std::string_view what, const std::string& before, const std::string& after) {
      if (before != after)
        lines.push_back(
            fmt::format("the section {} {} {} instead of {}", change.after.path, what, after, before));
    };
    add("is signed by", change.before.signer, change.after.signer);
    add("is for the target", change.before.target, change.after.target);
    add("is for the clients", change.before.client, change.after.client);
  }
}

}  // namespace

std::vector<std::string> differences(const Manifest& old_one, const Manifest& new_one, size_t most) {
  const manifest::Diff diff = manifest::diff(old_one, new_one);
  std::vector<std::string> lines;
  add_packages(diff, lines);
  add_sections(diff, lines);
  if (diff.config_sha256) lines.emplace_back("repos.yaml was changed");
  if (diff.lock_sha256) lines.emplace_back("repos.lock was changed");
  if (diff.tool)
    lines.push_back(fmt::format("{} made it, but this is {}", diff.tool->before, diff.tool->after));
  for (const auto& change : diff.files.changed) {
    const std::string& file = change.after.file;
    const bool is_derived = file.starts_with("manifest.") || file == "packages.yaml" || file == "index.html";
    if (!is_derived) lines.push_back(fmt::format("{} was changed", file));
  }
  if (lines.size() > most) {
    const size_t left = lines.size() - most;
    lines.resize(most);
    lines.push_back(fmt::format("and {} more", left));
  }
  return lines;
}

}  // namespace rpmworks::compose
