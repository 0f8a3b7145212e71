// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::scaffold {

/// The version in a project's tag, in rpm's form: v1.2, 1.2, NAME-1.2, NAME_1_2, release-1.2, rel/1.2,
/// RELEASE_1_2 …, ignoring the case of NAME. `spelling` is the name as written in the tag; empty if there is
/// none.
struct VersionInTag {
  std::string version;
  std::string spelling;
};
std::optional<VersionInTag> version_in_any_tag(const std::string& tag, const std::vector<std::string>& names);

/// The tag whose version a first spec uses.
struct ChosenTag : VersionInTag {
  std::string tag;
  bool is_ancestor = true;                 ///< it is in HEAD's history; otherwise no tag is
  std::optional<uint64_t> commits_behind;  ///< number of commits from the tag to HEAD; not set if unknown
};

/// The highest version among the tags in the history of `head`; if there is none, the highest of all.
std::optional<ChosenTag> choose_tag(const git::Repository& repository, const git::Commit& head,
                                    const std::vector<std::string>& names);

}  // namespace rpmworks::scaffold
