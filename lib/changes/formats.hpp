// SPDX-License-Identifier: GPL-3.0-or-later
// The texts of a comparison. All of them are the same for the same places.
#pragma once

#include <string>

#include "changes/changes.hpp"
#include "changes/findings.hpp"
#include "core/json.hpp"

namespace rpmworks::changes {

/// For a terminal: the most alarming changes first, then what changed in each package. `limit` is the most
/// lines of one kind for a package (files, dependencies, commits); 0: no limit.
std::string to_text(const Changes& changes, size_t limit);
/// The heading and one line for each package.
std::string to_short_text(const Changes& changes);
/// GitHub's and GitLab's Markdown, for a release mail or a merge request. `limit` as for to_text.
std::string to_markdown(const Changes& changes, size_t limit);
/// A page for a browser, in one file. `limit` as for to_text; `judgement` may be null.
std::string to_html(const Changes& changes, const Judgement* judgement, size_t limit);
/// Everything; docs/diff.md describes it.
Json to_json(const Changes& changes);

/// What a policy refuses, as text: nothing if there is neither a finding nor a note.
std::string to_text(const Judgement& judgement);
/// The same as a section of to_markdown.
std::string to_markdown(const Judgement& judgement);
/// {"findings": […], "notes": […]}
Json to_json(const Judgement& judgement);

/// "2 downgraded, 1 removed, 3 upgraded; 120 unchanged"; "no package differs; 120 unchanged"
std::string summary(const Changes& changes);

}  // namespace rpmworks::changes
