// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/clocks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "clients/profile.hpp"
#include "compose/name_conflict.hpp"
#include "compose/preflight.hpp"
#include "compose/release_facts.hpp"
#include "compose/releases.hpp"
#include "core/error.hpp"
#include "core/error_line.hpp"

namespace rpmworks::compose {

MetadataTime newest_metadata(const std::string& section, const std::string& product,
                             const std::string& release, const store::Workspace& workspace,
                             Reporter& reporter) {
  MetadataTime newest;
  for (const auto& earlier : published_until(release, workspace)) {
    try {
      if (!is_release(workspace.releases() / earlier)) continue;
      const ReleaseFacts facts = facts_of(earlier, workspace);
      const auto* const info = facts.section(section);
      if (info && facts.product == product && info->metadata_time > newest.time)
        newest = {.time = info->metadata_time, .release = earlier};
    } catch (const Error& error) {
      reporter.warning(fmt::format(
          "{}: yum ignores metadata that is older than that of the release {}, which cannot be read: {}",
          section, earlier, in_one_line(error)));
    }
  }
  return newest;
}

std::vector<std::string> older_metadata(const std::string& release, const store::Workspace& workspace,
                                        Reporter& reporter) {
  std::vector<std::string> lines;
  try {
    const ReleaseFacts facts = facts_of(release, workspace);
    for (const auto& section : facts.sections) {
      const auto* const client = clients::find_profile(section.client);
      if (!client || !client->keeps_newer_metadata) continue;
      // No release is named "": so releases that were published after this one count too.
      const MetadataTime newest = newest_metadata(section.path, facts.product, "", workspace, reporter);
      const int64_t time = section.metadata_time;
      if (time < newest.time)
        lines.push_back(fmt::format("the metadata of {} has the time {}, that of the release {} has {}",
                                    section.path, manifest::iso_time(time), newest.release,
                                    manifest::iso_time(newest.time)));
    }
  } catch (const Error&) {
    return lines;  // publishing a release that cannot be read fails anyway, with this error
  }
  return lines;
}

std::vector<std::string> future_times(const std::vector<srpm::Srpm>& srpms, int64_t now) {
  std::vector<std::string> lines;
  for (const auto& srpm : srpms) {
    const bool given = srpm.commit_time == 0;
    const int64_t time = given ? rpm::read_package(srpm.path).build_time : srpm.commit_time;
    if (time <= now + k_clock_skew) continue;
    const std::string what = given ? fmt::format("the source package {} was built", srpm.nevra.str())
                                   : fmt::format("the commit {} of {} was made", srpm.commit.substr(0, 12),
                                                 srpm.name.empty() ? srpm.nevra.name : srpm.name);
    std::string line = fmt::format(
        "{} in the future, on {}: the release and its metadata get that time, and afterwards yum "
        "ignores all older metadata (correct the clock, and {})",
        what, manifest::iso_time(time),
        given ? "build it again" : "commit again: git commit --amend --date=now");
    // The source packages for several targets are made from the same commit.
    if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace rpmworks::compose
