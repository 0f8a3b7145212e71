// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/events.hpp"
#include "releases/mirror_lists.hpp"
#include "store/workspace.hpp"

namespace rpmworks::releases {

/// How clients reach the releases.
struct Publishing {
  std::string address;  ///< of the folder releases/, without a slash at the end
  std::string remarks;  ///< comment lines for PRODUCT.repo
  std::chrono::seconds metadata_expire;
  int64_t now = 0;  ///< seconds since 1970
};
/// As repos.yaml says; the time is that of the clock.
Publishing publishing_of(const config::Config& config);

/// The files at the top of releases/ that make a release the published one. A plan is made first, from the
/// release, its workspace and the record of earlier publications; `publish` carries it out.
class PublicationPlan {
 public:
  /// Throws Error(invalid), naming the known releases, if the release does not exist; Error(failed) if
  /// something in releases/ is in the way; Error(gate) if yum of el6 or el7 would ignore the release's
  /// metadata because a published release has newer metadata (for a release that was published before, only
  /// warns). Warns about what clients of other releases will see.
  /// `removed`: releases that are about to be removed, so the mirror lists do not name them.
  PublicationPlan(const std::string& release, const store::Workspace& workspace, const Publishing& publishing,
                  Reporter& reporter, const std::vector<std::string>& removed = {});

  const std::string& release() const { return m_release; }
  /// The release that is published now; empty if none is.
  const std::string& before() const { return m_before; }
  /// The releases that the mirror lists will name, in this order.
  const std::vector<std::string>& listed() const { return m_listed; }
  /// What has to be written, relative to releases/, in the order in which it is written: keys, then the
  /// mirror lists, then .repo files, then `current`. Empty if everything is as it must be.
  std::vector<std::string> changes() const;

  /// Makes the release the published one. At every moment, also if the process is killed, each mirror list
  /// and `current` name only complete releases; the next run writes what is missing. The caller must hold the
  /// workspace's lock.
  void publish() const;

 private:
  void read_texts(const ReleaseFacts& facts, const Publishing& publishing);
  std::string following(const std::string& file, const ReleaseFacts& facts,
                        const Publishing& publishing) const;
  void plan_lists(const ReleaseFacts& facts, const Publishing& publishing,
                  const std::vector<std::string>& removed);
  void write_changes(HiddenFolders& folders) const;
  void report_leftovers(const ReleaseFacts& facts) const;
  void report_unknown_keys(const ReleaseFacts& facts) const;

  std::string m_release;
  const store::Workspace& m_workspace;
  Reporter& m_reporter;
  std::string m_before;
  std::vector<Publication> m_record;
  bool m_is_recorded = false;
  std::vector<std::string> m_listed;
  std::map<std::string, std::string> m_keys;   ///< texts by file name
  std::map<std::string, std::string> m_repos;  ///< likewise
  MirrorLists m_lists;
};

}  // namespace rpmworks::releases
