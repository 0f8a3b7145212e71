// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/clocks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "clients/profile.hpp"
#include "core/error.hpp"
#include "core/error_line.hpp"
#include "releases/release_facts.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"

namespace rpmworks::releases {

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

}  // namespace rpmworks::releases
