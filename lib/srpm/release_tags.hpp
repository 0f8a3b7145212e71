// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::srpm {

/// The version that a tag names, in the parts that rpm orders.
struct TagVersion {
  std::string number;     ///< "1.0"
  std::string pre;        ///< of a pre-release what comes before the final one: "rc1"; else empty
  std::string forbidden;  ///< what rpm allows in no Version; empty when it can be one
  std::string written;    ///< as the tag has it: "1.0-rc1"

  /// "1.0", "1.0~rc1"
  std::string str() const { return pre.empty() ? number : number + "~" + pre; }
  bool operator==(const TagVersion&) const = default;
};

/// A tag that names a release.
struct ReleaseTag {
  git::Repository::Tag tag;
  TagVersion version;
};

/// The version in a tag, when it is one of a release: `pattern` (config::TagPattern), or
/// without one `v1.0`, `1.0`, `NAME-1.0`, `NAME-v1.0`. A version begins with a digit; what follows it as the
/// release of a package ("1.0-2", as tito tags) is left out. rc, beta, alpha, pre, dev and the like make a
/// pre-release, as do a, b, c and m with a number ("2.0b5"), unless the pattern says {version:as-is}.
std::optional<TagVersion> version_in_tag(std::string_view tag, const std::string& pattern,
                                         const std::vector<std::string>& names);

/// The pattern that most of the tags fit which name no release in the usual forms: "release_{version:_.}" for
/// release_4_0; nothing when no tag looks like a version.
std::optional<std::string> pattern_of(const std::vector<git::Repository::Tag>& tags);

/// Those of the tags that name releases, one a commit: `asked_for`, else the highest by rpm's order of those
/// whose version rpm allows.
std::vector<ReleaseTag> release_tags(const std::vector<git::Repository::Tag>& tags,
                                     const std::string& pattern, const std::vector<std::string>& names,
                                     const std::string& asked_for);

/// Throws Error(invalid) when a release's version can be none of a package.
void require_usable(const ReleaseTag& release);

}  // namespace rpmworks::srpm
