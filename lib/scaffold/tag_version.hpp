// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::scaffold {

/// The version that a project's tag names, in rpm's form: of v1.2, 1.2, NAME-1.2, NAME_1_2, release-1.2,
/// rel/1.2, RELEASE_1_2 …, whatever the case of NAME. `spelling` is the name as the tag has it, empty without
/// one.
struct VersionInTag {
  std::string version;
  std::string spelling;
};
std::optional<VersionInTag> version_in_any_tag(const std::string& tag, const std::vector<std::string>& names);

/// The tag that a first spec takes its version from.
struct ChosenTag : VersionInTag {
  std::string tag;
  bool is_ancestor = true;  ///< HEAD's history holds it; else none of the tags is there
  std::optional<uint64_t>
      commits_behind;  ///< how many commits HEAD has beyond it; none when that is not known
};

/// The highest version among the tags in the history of `head`; where none is in it, the highest of all.
std::optional<ChosenTag> choose_tag(const git::Repository& repository, const git::Commit& head,
                                    const std::vector<std::string>& names);

}  // namespace rpmworks::scaffold
