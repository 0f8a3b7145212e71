// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "config/config.hpp"

namespace rpmworks::config {

/// `text` in quotes as a message shows it: one line, no longer than a line is wide.
std::string shown(std::string_view text);

// Each of these checks one kind of value, gives it in its normal form, and throws Error(invalid) at its place
// when it is none. `what` names it in the message: "the fingerprint of key 'altai'".

/// A name of the configuration's own things: keys, upstreams, targets, the product. Letters, digits and
/// "._+-", the first a letter or a digit: it becomes part of file names.
std::string require_name(const Located<std::string>& name, const std::string& what);

/// A full OpenPGP fingerprint, written with or without blanks; upper case.
std::string require_fingerprint(const Located<std::string>& text, const std::string& what);

/// 64 hexadecimal digits; lower case.
std::string require_sha256(const Located<std::string>& text, const std::string& what);

/// The path of a file or folder, absolute or relative to `base`; absolute and normal. Neither `~` nor
/// variables are expanded, and what looks as if they should be is refused.
fs::path require_path(const Located<std::string>& text, const fs::path& base, const std::string& what);

/// A path inside some tree: relative, normal, with no "..".
std::string require_inner_path(const Located<std::string>& text, const std::string& what);

/// A file name with no folder.
std::string require_file_name(const Located<std::string>& text, const std::string& what);

/// http://, https:// or file://, or a path, which becomes a file:// URL; no slash at the end.
std::string require_url(const Located<std::string>& text, const fs::path& base, const std::string& what);

/// Likewise of the address that clients read in a .repo file: nothing that ends it, or separates two of them,
/// stands in it, and a path is absolute, because the place of this file means nothing to a client.
std::string require_client_url(const Located<std::string>& text, const std::string& what);

/// What git can clone: a URL, host:path, or a path, which is made absolute.
std::string require_git_url(const Located<std::string>& text, const fs::path& base, const std::string& what);

/// The place of a section in a release: relative, normal; `$basearch` is the one variable it may hold.
std::string require_section_path(const Located<std::string>& text, const std::string& what);

/// The name of an rpm macro.
void require_macro_name(const Located<std::string>& name);

/// Whether a URL is one that must be downloaded.
bool is_remote(std::string_view url);

}  // namespace rpmworks::config
