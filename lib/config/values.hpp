// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "config/config.hpp"

namespace rpmworks::config {

/// `text` quoted for a message: one line of limited length.
std::string shown(std::string_view text);

// Each of these checks one kind of value and returns it normalized. They throw Error(invalid) at its position
// if it is invalid. `what` names it in the message: "the fingerprint of key 'altai'".

/// A name that the configuration defines: of a key, an upstream, a target, the product. Letters, digits and
/// "._+-", starting with a letter or a digit, because it becomes part of file names.
std::string require_name(const Located<std::string>& name, const std::string& what);

/// A full OpenPGP fingerprint, with or without blanks; returned in upper case.
std::string require_fingerprint(const Located<std::string>& text, const std::string& what);

/// A time as of parse_duration, at most `longest`. `example` is a common value, for the hint.
std::chrono::seconds require_duration(const Located<std::string>& text, const std::string& what,
                                      std::string_view longest, std::string_view example);

/// 64 hexadecimal digits; returned in lower case.
std::string require_sha256(const Located<std::string>& text, const std::string& what);

/// The path of a file or folder, absolute or relative to `base`; returned absolute and normalized. `~` and
/// variables are not expanded; a path that contains them is refused.
fs::path require_path(const Located<std::string>& text, const fs::path& base, const std::string& what);

/// A path inside a tree: relative, normalized, without "..".
std::string require_inner_path(const Located<std::string>& text, const std::string& what);

/// A file name without a folder.
std::string require_file_name(const Located<std::string>& text, const std::string& what);

/// http://, https:// or file://, or a path, which becomes a file:// URL; returned without a slash at the end.
std::string require_url(const Located<std::string>& text, const fs::path& base, const std::string& what);

/// Same for an address in a .repo file of clients: must not contain characters that end or separate
/// addresses, and a path must be absolute, because clients do not know this file's folder.
std::string require_client_url(const Located<std::string>& text, const std::string& what);

/// An address that git can clone: a URL, host:path, or a path, which is made absolute.
std::string require_git_url(const Located<std::string>& text, const fs::path& base, const std::string& what);

/// The path of a section in a release: relative, normalized; `$basearch` is the only variable allowed.
std::string require_section_path(const Located<std::string>& text, const std::string& what);

/// The name of an rpm macro.
void require_macro_name(const Located<std::string>& name);

/// Whether a URL must be downloaded.
bool is_remote(std::string_view url);

}  // namespace rpmworks::config
