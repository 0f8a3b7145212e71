// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "git/attributes.hpp"

namespace rpmworks::git {

/// The content of a file as git writes it to a work tree, and into archives, with an empty configuration:
/// `$Id$`, line ends and encoding by the attributes, in this order. `path` is for messages. Throws
/// Error(invalid) where git archive fails too: a working-tree-encoding without a value.
std::string to_work_tree(std::string content, const ArchiveAttributes& attributes, const std::string& path);

/// The content of a work tree's file as `git add` with an empty configuration puts it into the repository:
/// the other way round. `indexed` gives what the index holds for the file, which decides with `text=auto`.
/// Throws Error(invalid) for a text that is not in its working-tree-encoding.
std::string to_repository(std::string content, const ArchiveAttributes& attributes, const std::string& path,
                          const std::function<std::string()>& indexed);

/// Whether to_work_tree with these attributes may change a file.
bool changes_content(const ArchiveAttributes& attributes);

/// `text` in another encoding, by iconv; nothing when it does not know one of them or the text is not valid.
std::optional<std::string> reencode(std::string_view text, const std::string& from, const std::string& to);

}  // namespace rpmworks::git
