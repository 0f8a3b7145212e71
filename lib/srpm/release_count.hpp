// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "git/repository.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// Instructions for rpmautospec in a commit's message, in lines like "[skip changelog, bump release: 5]".
struct MagicComments {
  bool skip_changelog = false;
  int bump_release = 0;  ///< minimum of the release; 0: not given
};
MagicComments magic_comments(const std::string& message);

/// Counts releases like rpmautospec's %autorelease: one per commit since Epoch or Version changed, along the
/// longest path through merges, and at least the number in "[bump release: N]". A commit whose spec does not
/// parse has the version of its neighbours; a commit without the spec does not count. For a package of one
/// folder, only commits that change what goes into the package (packaged_paths) count.
class ReleaseCount {
 public:
  /// "1:2.0" from the spec at a commit; nothing if it cannot be parsed.
  using EpochVersion = std::function<std::optional<std::string>(const git::Commit&)>;

  /// The macros that the spec uses, for error messages.
  struct Asked {
    bool autorelease = true;
    bool autochangelog = false;
  };

  ReleaseCount(const git::Repository& repository, std::string spec, const Request& request, Asked asked,
               EpochVersion epoch_version);

  /// The release number of a commit. Throws Error(invalid) if it depends on commits that a shallow clone
  /// lacks.
  int at(const git::Commit& commit);
  std::optional<std::string> epoch_version(const git::Commit& commit);
  bool has_spec(const git::Commit& commit) const;
  /// Whether a commit changes what goes into the package; always true if the package is not one folder.
  bool changes_package(const git::Commit& commit);
  /// A parent by its id; throws like `at`.
  const git::Commit& parent(const std::string& id);
  /// The spec at a commit that has it.
  std::string spec_text(const git::Commit& commit) const;
  const git::Repository& repository() const { return m_repository; }
  /// Path of the spec.
  const std::string& spec() const { return m_spec; }

 private:
  struct Node {
    std::optional<std::string> epoch_version;
    bool has_spec = false;
  };
  // The last commit whose paths were computed. A commit with the same content at `compared` has the same
  // paths.
  struct KnownPaths {
    std::string commit;
    std::optional<std::vector<std::string>> paths;
    std::vector<std::string> compared;
  };
  const Node& node(const git::Commit& commit);
  std::optional<std::vector<std::string>> paths_at(const git::Commit& commit);
  Error history_ends() const;
  int count(const git::Commit& commit, const Node& here);

  const git::Repository& m_repository;
  const std::string m_spec;
  const Request& m_request;
  const Asked m_asked;
  const EpochVersion m_epoch_version;
  std::map<std::string, git::Commit> m_commits;                  ///< by id
  std::map<std::string, Node> m_nodes;                           ///< by id of the commit
  std::map<std::string, std::optional<std::string>> m_of_blobs;  ///< by id of the spec's blob
  std::map<std::string, bool> m_of_package;                      ///< by id of the commit
  std::optional<KnownPaths> m_known_paths;
  std::map<std::string, int> m_numbers;  ///< by id of the commit
};

}  // namespace rpmworks::srpm
