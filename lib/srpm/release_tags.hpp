// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::srpm {

/// The version in a tag, split into the parts that rpm orders.
struct TagVersion {
  std::string number;  ///< "1.0"
  std::string pre;  ///< of a pre-release, the part that sorts it before the final release: "rc1"; else empty
  std::string forbidden;  ///< characters that rpm does not allow in a Version; empty if it is valid
  std::string written;    ///< as written in the tag: "1.0-rc1"

  /// "1.0", "1.0~rc1"
  std::string str() const { return pre.empty() ? number : number + "~" + pre; }
  bool operator==(const TagVersion&) const = default;
};

/// A tag of a release.
struct ReleaseTag {
  git::Repository::Tag tag;
  TagVersion version;
};

/// The version in a tag if it is a release tag: one that matches `pattern` (config::TagPattern) or, without a
/// pattern, `v1.0`, `1.0`, `NAME-1.0` or `NAME-v1.0`. A version starts with a digit; a package release after
/// it ("1.0-2", as tito tags) is ignored. rc, beta, alpha, pre, dev and similar words mark a pre-release, and
/// so do a, b, c and m with a number ("2.0b5"), unless the pattern says {version:as-is}.
std::optional<TagVersion> version_in_tag(std::string_view tag, const std::string& pattern,
                                         const std::vector<std::string>& names);

/// The pattern that matches most of the tags that have no usual form: "release_{version:_.}" for release_4_0;
/// nothing if no tag looks like a version.
std::optional<std::string> pattern_of(const std::vector<git::Repository::Tag>& tags);

/// The release tags among `tags`, one per commit: `asked_for` if it is one, else the highest in rpm's order
/// whose version rpm allows.
std::vector<ReleaseTag> release_tags(const std::vector<git::Repository::Tag>& tags,
                                     const std::string& pattern, const std::vector<std::string>& names,
                                     const std::string& asked_for);

/// Throws Error(invalid) if a package cannot have the version of a release.
void require_valid_version(const ReleaseTag& release);

}  // namespace rpmworks::srpm
