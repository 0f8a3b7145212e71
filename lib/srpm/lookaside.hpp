// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "git/tree_files.hpp"
#include "upstream/file_cache.hpp"

namespace rpmworks::srpm {

/// The files that a dist-git commit has elsewhere: what its `sources` file lists, or a `.NAME.metadata`.
class Lookaside {
 public:
  /// A line of the listing.
  struct Entry {
    upstream::Checksum checksum;
    SourcePosition where;
  };

  /// Reads `sources` beside the spec, or at `root`, or `.NAME.metadata` there; the first that is there
  /// counts. Its lines are `SHA512 (file) = digest`, or `digest  file` as md5sum and sha1sum write them.
  /// `url` is the `lookaside:` of repos.yaml. With it a line that is none is an Error(invalid); without it a
  /// file with such a line is one that only bears the name, and lists nothing.
  Lookaside(const git::TreeFiles& tree, const std::string& spec, const std::string& root,
            const std::string& name, std::string url);

  /// The listing's path in the tree; empty without one.
  const std::string& path() const { return m_path; }
  /// What it says of a file; null when it does not list it.
  const Entry* find(const std::string& file) const;
  /// How to fetch a file that it lists; `what` names it in messages. Throws Error(invalid) when no lookaside
  /// is configured.
  upstream::RemoteFile remote(const std::string& file, const std::string& what) const;

 private:
  bool read(const std::string& text);

  std::string m_name;
  std::string m_url;
  std::string m_path;
  std::map<std::string, Entry> m_entries;
};

}  // namespace rpmworks::srpm
