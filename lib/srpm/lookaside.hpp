// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "spec/spec_in_tree.hpp"
#include "upstream/file_cache.hpp"

namespace rpmworks::srpm {

/// The files of a dist-git commit that are stored outside of git: those listed in its `sources` file or
/// `.NAME.metadata`.
class Lookaside {
 public:
  /// A line of the listing.
  struct Entry {
    upstream::Checksum checksum;
    SourcePosition where;
  };

  /// Reads the first of these that exists: `sources` beside the spec, `sources` in the packaged folder,
  /// `.NAME.metadata` there. Lines are `SHA512 (file) = digest`, or `digest  file` as md5sum and sha1sum
  /// write them. `url` is `lookaside:` from repos.yaml. If it is set, an invalid line is an Error(invalid).
  /// If not, a file with an invalid line is taken for an unrelated file and ignored.
  Lookaside(const spec::SpecInTree& spec, const std::string& name, std::string url);

  /// The listing's path in the tree; empty if there is none.
  const std::string& path() const { return m_path; }
  /// The entry of a file; null if it is not listed.
  const Entry* find(const std::string& file) const;
  /// How to fetch a listed file; `what` names it in messages. Throws Error(invalid) if no lookaside cache is
  /// configured.
  upstream::RemoteFile remote(const std::string& file, const std::string& what) const;

 private:
  bool read(const std::string& text);

  std::string m_name;
  std::string m_url;
  std::string m_path;
  std::map<std::string, Entry> m_entries;
};

}  // namespace rpmworks::srpm
