// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "git/attributes.hpp"

namespace rpmworks::git {

/// Converts the content of a file as git does for work trees and archives, with an empty configuration:
/// `$Id$`, line ends and encoding, in this order. `path` is for messages. Throws Error(invalid) if git
/// archive fails too: working-tree-encoding without a value.
std::string to_work_tree(std::string content, const ArchiveAttributes& attributes, const std::string& path);

/// The reverse: converts the content of a work tree's file as `git add` with an empty configuration does.
/// `indexed` returns the content in the index, which matters for `text=auto`. Throws Error(invalid) for text
/// that is not in its working-tree-encoding.
std::string to_repository(std::string content, const ArchiveAttributes& attributes, const std::string& path,
                          const std::function<std::string()>& indexed);

/// Whether to_work_tree with these attributes can change a file.
bool changes_content(const ArchiveAttributes& attributes);

/// Converts text between encodings with iconv; nothing if an encoding is unknown or the text is invalid.
std::optional<std::string> reencode(std::string_view text, const std::string& from, const std::string& to);

}  // namespace rpmworks::git
