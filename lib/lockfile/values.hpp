// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rpm/nevra.hpp"

namespace rpmworks::lockfile {

// Each of these returns what is wrong with a value, in words that follow its name: "is 'x', not …"; nothing
// if it is valid. Values come from files that others edit, and from metadata of upstreams.
using Problem = std::optional<std::string>;

/// A name that repos.yaml defines: of a key, an upstream, a target.
Problem problem_of_name(const std::string& name);
/// The path of a section, as repos.yaml writes it.
Problem problem_of_section(const std::string& path);
/// `digits` lower-case hexadecimal digits.
Problem problem_of_digest(std::string_view text, size_t digits = 64);
/// A full fingerprint of an OpenPGP key: 40 (version 4) or 64 (version 6) upper-case hexadecimal digits.
Problem problem_of_fingerprint(std::string_view text);
/// An address without user name and password: http://, https://, file://, or a path.
Problem problem_of_url(std::string_view url);
/// The path of a file below an upstream's address. It must not leave the upstream (the same rule as
/// upstream::require_inside has for metadata).
Problem problem_of_location(std::string_view location);
/// The name of a file without a folder.
Problem problem_of_file_name(std::string_view name);
/// Text of one line: valid UTF-8 without control characters.
Problem problem_of_text(std::string_view text);

// The parts of a NEVRA. They are less strict than rpm, which builds no other names, because other programs
// make packages too; but they always separate the parts, and can be part of a file name.
Problem problem_of_package_name(std::string_view name);
Problem problem_of_evr(const rpm::Evr& evr);
Problem problem_of_arch(std::string_view arch);

}  // namespace rpmworks::lockfile
