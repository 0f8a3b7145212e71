// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "gates/gate.hpp"

namespace rpmworks::gates {

namespace {

constexpr const char* k_permissions_name = "permissions";
constexpr size_t k_most_special_files = 10;

using Specials = std::map<std::string, std::string>;  ///< by path

Specials specials_of(const rpm::Contents& contents) {
  Specials found;
  for (const auto& file : contents.files)
    if (std::string what = rpm::special_rights(contents, file); !what.empty())
      found.emplace(file.path, std::move(what));
  return found;
}

// In the release before; empty if it does not have the package.
Specials specials_before(const ReleaseOnDisk& release, const manifest::Entry& entry) {
  const auto section =
      std::ranges::find(release.manifest->sections, entry.section, &manifest::SectionInfo::path);
  const manifest::Entry* const before = release.earlier->find(entry.nevra, section->target);
  if (!before) return {};
  return specials_of(rpm::read_contents(release.earlier->folder / before->file));
}

// Nothing is known about earlier releases, so the files are only told.
Check first_release(const ReleaseOnDisk& release, const std::vector<std::string>& all) {
  Check check = judged(k_permissions_name, release.name(), {});
  check.is_incomplete = true;
  if (all.empty()) return check;
  std::vector<std::string> shown(all.begin(),
                                 all.begin() + static_cast<long>(std::min(all.size(), k_most_special_files)));
  if (all.size() > shown.size()) shown.push_back(fmt::format("and {} more", all.size() - shown.size()));
  check.notes.push_back(
      fmt::format("no release that was published before is known, so these permissions are not compared: {}",
                  join(shown, "; ")));
  return check;
}

}  // namespace

Check permissions_gate(const GateInputs& inputs) {
  const ReleaseOnDisk& release = inputs.release;
  std::vector<Finding> findings;
  std::vector<std::string> all;
  for (size_t i = 0; i < release.contents.size(); ++i) {
    const manifest::Entry& entry = release.manifest->packages[i];
    if (entry.nevra.is_source()) continue;
    const Specials now = specials_of(*release.contents[i]);
    if (now.empty()) continue;
    Specials before;
    try {
      if (release.earlier) before = specials_before(release, entry);
    } catch (const Error& error) {
      return not_checked(
          k_permissions_name, release.name(),
          fmt::format("the release {} is damaged: {}", release.earlier->manifest->release, error.what()));
    }
    for (const auto& [path, what] : now) {
      all.push_back(fmt::format("{} {} ({})", entry.nevra.str(), path, what));
      const auto known = before.find(path);
      if (!release.earlier || (known != before.end() && known->second == what)) continue;
      findings.push_back({fmt::format("{}.{} {} {}", entry.nevra.name, entry.nevra.arch, path, what),
                          fmt::format("{}: {} is {}, which it was not in the release {}", entry.nevra.str(),
                                      path, what, release.earlier->manifest->release),
                          entry.file});
    }
  }
  if (!release.earlier) return first_release(release, all);
  return judged(k_permissions_name, release.name(), std::move(findings));
}

}  // namespace rpmworks::gates
